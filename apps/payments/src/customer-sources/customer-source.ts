import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';

type UpdateParam = keyof Stripe.CustomerUpdateSourceParams;

/** What can be changed of a source, by its kind. */
const UPDATABLE: Readonly<Record<'bank_account' | 'card' | 'source', readonly UpdateParam[]>> = {
  bank_account: ['account_holder_name', 'account_holder_type', 'metadata'],
  card: [
    'address_city',
    'address_country',
    'address_line1',
    'address_line2',
    'address_state',
    'address_zip',
    'exp_month',
    'exp_year',
    'metadata',
    'name',
  ],
  source: ['metadata', 'owner'],
};

/** @throws parameter_unknown for what sources of another kind have. */
export function requireUpdatable(
  object: keyof typeof UPDATABLE,
  params: Stripe.CustomerUpdateSourceParams,
): void {
  const unknown = Object.keys(params).find((param) => !UPDATABLE[object].includes(param as UpdateParam));
  if (unknown !== undefined) throw errors.parameterUnknown(unknown);
}

export function notASource() {
  return errors.invalid(
    'You cannot use a PaymentMethod as a source for Customers. Instead, use the PaymentMethods API to Attach a Customer ' +
      'to a PaymentMethod. See https://stripe.com/docs/api/payment_methods/attach',
    { param: 'source' },
  );
}
