import { isDeleted } from '../deleted-customers/deleted-customers.ts';
import { optionsOf } from '../intents/payment-method-options.ts';
import { makeMandate, type Permission } from '../mandates/mandates.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { KnownAccount } from '../providers/provider.ts';
import { attach, type PaymentMethod } from './payment-method.ts';
import { createOfType, typeDetails } from './payment-method.create.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { takeDetails } from './payment-methods.details.ts';

/** What a charge or a setup attempt shows of the account that was kept, beside what its payment method shows. */
interface Generated {
  generated_sepa_debit?: string | null;
  generated_sepa_debit_mandate?: string | null;
}

interface Intent {
  customer: string | null;
  payment_method_options: object | null;
}

type Origin = NonNullable<NonNullable<PaymentMethod['sepa_debit']>['generated_from']>;

/**
 * Keeps the account behind a payment method that is itself used up: as a payment method of its own, the customer's if there is one, with
 * the mandate to debit it. Nothing for types that are kept as themselves, and for customers who were deleted meanwhile.
 */
export async function generate(
  intent: Intent,
  payer: PaymentMethod,
  { payer_account }: KnownAccount & { kind: string },
  permission: Permission | null,
  generated_from: Origin,
): Promise<Generated> {
  if (typeOf(payer).saved_as === undefined) return {};
  const none = { generated_sepa_debit: null, generated_sepa_debit_mandate: null };
  if (payer_account === undefined || permission === null || 'mandate' in permission) return none;
  const { customer, payment_method_options } = intent;
  if (await isDeleted(customer)) return none;
  const type = 'sepa_debit';
  const { account_number: iban } = payer_account;
  const { hash, vault } = takeDetails(typeDetails(type, { type, [type]: { iban } }));
  const { billing_details } = payer;
  const made = createOfType({}, type, { ...hash, generated_from }, paymentMethods.identity());
  const method = { ...made, billing_details };
  if (customer === null) paymentMethods.insert(method);
  else paymentMethods.insert(attach(method, customer, null), 'payment_method.attached');
  paymentMethods.setPrivate(method.id, { vault });
  const options = optionsOf(type, payment_method_options, undefined);
  const mandate = makeMandate(method, permission.accepted, 'multi_use', options);
  return { generated_sepa_debit: method.id, generated_sepa_debit_mandate: mandate.id };
}
