import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { BillingDetail } from '../payment-method-types/payment-method-type.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

/** @throws when what the type of a payment method needs to know of the payer is missing, or is not what it takes */
export function requirePayer(payment_method: PaymentMethod): void {
  const { billing_details = [], check_payer } = typeOf(payment_method);
  for (const detail of billing_details) requireBillingDetail(payment_method, detail);
  check_payer?.(payment_method.billing_details);
}

function requireBillingDetail({ billing_details }: PaymentMethod, detail: BillingDetail): void {
  const [of, field] = detail.split('.') as [keyof typeof billing_details, keyof Stripe.Address | undefined];
  const value = field === undefined ? billing_details[of] : billing_details.address?.[field];
  if (value != null) return;
  const param = `billing_details[${of}]${field === undefined ? '' : `[${field}]`}`;
  throw errors.invalid(`Missing required param: ${param}.`, {
    code: field === undefined ? 'parameter_missing' : 'payment_method_billing_details_address_missing',
    param,
  });
}
