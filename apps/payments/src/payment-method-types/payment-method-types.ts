import { bank_debits } from './bank-debits.ts';
import { bank_redirects } from './bank-redirects.ts';
import { bank_transfers } from './bank-transfers.ts';
import { buy_now_pay_later } from './buy-now-pay-later.ts';
import { cards } from './cards.ts';
import { charged_only } from './charged-only.ts';
import { in_person } from './in-person.ts';
import type { PaymentMethodType } from './payment-method-type.ts';
import { real_time } from './real-time.ts';
import { vouchers } from './vouchers.ts';
import { wallets } from './wallets.ts';

/** The types that are built, in the order in which they are offered. */
export const PAYMENT_METHOD_TYPES: Readonly<Record<string, PaymentMethodType>> = {
  ...cards,
  ...in_person,
  ...bank_debits,
  ...bank_redirects,
  ...buy_now_pay_later,
  ...vouchers,
  ...real_time,
  ...wallets,
  ...bank_transfers,
};

const charge_types: Readonly<Record<string, PaymentMethodType>> = {
  ...PAYMENT_METHOD_TYPES,
  ...charged_only,
};

/** What is documented of the type that a payment method has. */
export function typeOf({ type }: { type: string }): PaymentMethodType {
  return PAYMENT_METHOD_TYPES[type]!;
}

/** What is documented of the type by which a charge was made; cards' for a charge that does not say. */
export function chargedType({ payment_method_details }: ChargeLike): PaymentMethodType {
  return chargeType(payment_method_details?.type ?? 'card');
}

/** What is documented of what charges say that they were made by: of more than there are payment methods of. */
export function chargeType(type: string): PaymentMethodType {
  return charge_types[type]!;
}

/** The smallest amount that any of the types takes, as far as they have one of their own. */
export function leastAmount(types: readonly string[], currency: string): number {
  return Math.min(...types.map((type) => PAYMENT_METHOD_TYPES[type]!.amounts?.[currency]?.min ?? Infinity));
}

/** Whether the card networks are asked for a payment by a payment method, and not a provider. */
export function isCard({ type }: { type: string }): boolean {
  return type === 'card';
}

/** Whether the cards' networks carried a charge, and not a provider: the API tells them apart down to their ids. */
export function isByCard({ payment_method_details }: ChargeLike): boolean {
  return CARD_TYPES.has(payment_method_details?.type ?? 'card');
}

interface ChargeLike {
  payment_method_details: { readonly type: string } | null;
}

const CARD_TYPES: ReadonlySet<string> = new Set(['card', 'card_present', 'interac_present']);
