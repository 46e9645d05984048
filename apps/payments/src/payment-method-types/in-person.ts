import { DAY } from '@pinstripe/kernel';
import { cards } from './cards.ts';
import type { PaymentMethodType } from './payment-method-type.ts';

const { options: _, setup_options: __, ...card } = cards['card']!;

/** A card that its holder shows to a reader, which makes the payment method of it: nobody else can ("Terminal"). */
const shown: PaymentMethodType = { ...card, capturable_for: 2 * DAY, sets_up: ['off_session'] };

export const in_person: Readonly<Record<string, PaymentMethodType>> = {
  card_present: {
    ...shown,
    options: { request_extended_authorization: null, request_incremental_authorization_support: null },
    setup_options: {},
  },
  /** In this version an intent that is captured later may name it; what it authorizes is captured at once all the same. */
  interac_present: { ...shown, currencies: ['cad'], in_setup_intents: false, options: {}, sets_up: [] },
};
