import { errors, given, mergeMetadata, requireEmail } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Charge } from './charge.ts';
import { shippingOf } from './shipping.ts';

type UpdateParams = Stripe.ChargeUpdateParams;

export function update(charge: Charge, params: UpdateParams): Charge {
  requireEmail(params.receipt_email, 'receipt_email');
  if (params.customer !== undefined && charge.customer !== null) {
    throw errors.invalid(`Charge ${charge.id} already has a customer, which cannot be changed.`, {
      code: 'charge_invalid_parameter',
      param: 'customer',
    });
  }
  return {
    ...charge,
    customer: params.customer ?? charge.customer,
    description: given(params.description, charge.description),
    fraud_details: fraudDetails(charge.fraud_details, params.fraud_details),
    metadata: mergeMetadata(charge.metadata, params.metadata),
    receipt_email: given(params.receipt_email, charge.receipt_email),
    shipping: params.shipping === undefined ? charge.shipping : shippingOf(params.shipping),
    transfer_group: transferGroupOf(charge, params),
  };
}

/** Whether the merchant calls the charge fraudulent. */
export function isReported({ fraud_details }: Charge): boolean {
  return fraud_details?.user_report === 'fraudulent';
}

/** What the merchant says of a charge by refunding it for that reason. */
export function reportFraud(charge: Charge): Charge {
  return { ...charge, fraud_details: { ...charge.fraud_details, user_report: 'fraudulent' } };
}

/** The group of a charge, which is set once. @throws charge_invalid_parameter */
export function transferGroupOf(
  { id, transfer_group }: Charge,
  params: { transfer_group?: string },
): string | null {
  if (params.transfer_group === undefined) return transfer_group;
  if (transfer_group !== null && transfer_group !== params.transfer_group) {
    throw errors.invalid(`Charge ${id} already has a transfer_group, which cannot be changed.`, {
      code: 'charge_invalid_parameter',
      param: 'transfer_group',
    });
  }
  return given(params.transfer_group, transfer_group);
}

/** What the merchant says of the charge; `''` takes it back. */
function fraudDetails(
  details: Charge['fraud_details'],
  params: UpdateParams['fraud_details'],
): Charge['fraud_details'] {
  if (params === undefined) return details;
  const { user_report: _, ...others } = details ?? {};
  return params.user_report === '' || params.user_report === null
    ? others
    : { ...others, user_report: params.user_report };
}
