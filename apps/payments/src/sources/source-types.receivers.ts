import { DAY, HOUR, MINUTE } from '@pinstripe/kernel';
import { drawDigits } from '../draws.ts';
import { multibancoNumbers } from '../providers/voucher-numbers.ts';
import type { SourceType } from './source-type.ts';

const ADDRESS = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'] as const;
const ADDRESS_FIELDS = ADDRESS.map((field) => `refund_account_holder_address_${field}`);

/** What is known of an account to which money could be given back, before anybody has said. */
const NO_IBAN = Object.fromEntries(
  [...ADDRESS_FIELDS, 'refund_account_holder_name', 'refund_iban'].map((field) => [field, null]),
);
const IBAN_FIELDS = [
  'refund_account_holder_address_city',
  'refund_account_holder_address_country',
  'refund_account_holder_address_line1',
  'refund_account_holder_address_postal_code',
  'refund_account_holder_name',
  'refund_iban',
];

/** The payer sends money to an address, as much and as often as they like (guide "ACH Credit Transfer payments with Sources"). */
const receiver: Pick<SourceType, 'flows' | 'owner' | 'usage'> = {
  flows: ['receiver'],
  owner: ['email'],
  usage: 'reusable',
};

export const source_receivers: Readonly<Record<string, SourceType>> = {
  ach_credit_transfer: {
    ...receiver,
    currencies: ['usd'],
    transfer: {
      arrives_after_s: 3,
      clears_after_s: MINUTE,
      refund_fields: ['refund_account_holder_name', 'refund_account_holder_type', 'refund_routing_number'],
    },
    hash: ({ id }) => ({
      account_number: `test_${drawDigits(id, 'account_number', 12)}`,
      bank_name: 'TEST BANK',
      fingerprint: drawDigits(id, 'fingerprint', 16),
      refund_account_holder_name: null,
      refund_account_holder_type: null,
      refund_routing_number: null,
      routing_number: '110000000',
      swift_code: 'TSTEZ122',
    }),
  },
  multibanco: {
    ...receiver,
    chargeable_for: 6 * HOUR,
    page: '/pm-redirects/voucher',
    pending_for: 7 * DAY,
    transfer: { arrives_after_s: 3, clears_after_s: null, refund_fields: IBAN_FIELDS },
    usage: 'single_use',
    hash: ({ id }) => ({ ...multibancoNumbers({ payer_action: id }), ...NO_IBAN }),
  },
  sepa_credit_transfer: {
    ...receiver,
    currencies: ['eur'],
    transfer: { arrives_after_s: 3, clears_after_s: MINUTE, refund_fields: IBAN_FIELDS },
    hash: ({ id }) => ({
      bank_name: 'TEST BANK',
      bic: 'TSTEZ122',
      iban: `DE00TEST${drawDigits(id, 'iban', 14)}`,
      ...NO_IBAN,
    }),
  },
};
