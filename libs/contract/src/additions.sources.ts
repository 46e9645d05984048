import type Stripe from 'stripe';
import type { Field, Schema } from './schema.ts';

/**
 * What the guides of the Sources API have the routes of sources take, and the SDK does not declare: a hash by the name of the type
 * (guides "Card payments with Sources", "SEPA Direct Debit payments with Sources", and their like).
 */
const CREATED = {
  ach_debit: ['account_number', 'routing_number', 'type'],
  acss_debit: ['account_number', 'institution_number', 'transit_number'],
  au_becs_debit: ['account_number', 'bsb_number'],
  bancontact: ['preferred_language'],
  card: ['cvc', 'exp_month', 'exp_year', 'number'],
  ideal: ['bank'],
  klarna: [
    'background_image_url',
    'first_name',
    'last_name',
    'locale',
    'logo_url',
    'page_title',
    'product',
    'purchase_country',
    'purchase_type',
    'shipping_first_name',
    'shipping_last_name',
  ],
  sepa_debit: ['iban'],
  sofort: ['country', 'preferred_language'],
  three_d_secure: ['card', 'customer'],
} as const;

const REFUNDED_TO_IBAN = [
  'refund_account_holder_address_city',
  'refund_account_holder_address_country',
  'refund_account_holder_address_line1',
  'refund_account_holder_address_line2',
  'refund_account_holder_address_postal_code',
  'refund_account_holder_address_state',
  'refund_account_holder_name',
  'refund_iban',
] as const;

const UPDATED = {
  ach_credit_transfer: [
    'refund_account_holder_name',
    'refund_account_holder_type',
    'refund_account_number',
    'refund_routing_number',
  ],
  card: ['exp_month', 'exp_year'],
  multibanco: REFUNDED_TO_IBAN,
  sepa_credit_transfer: REFUNDED_TO_IBAN,
} as const;

type Hashes<Fields extends Readonly<Record<string, readonly string[]>>> = {
  [Type in keyof Fields]?: { [Name in Fields[Type][number]]?: string };
};

export type SourceCreateParams = Stripe.SourceCreateParams & Hashes<typeof CREATED>;
/** The guide of cards gives the currency, too, and changes nothing by it. */
export type SourceUpdateParams = Stripe.SourceUpdateParams & Hashes<typeof UPDATED> & { currency?: string };

/** The parameters of sources, as `ADDED_PARAMETERS` has them. */
export const ADDED_SOURCE_PARAMETERS = {
  'POST /v1/sources': fieldsOf('SourceCreateParams', CREATED),
  'POST /v1/sources/{source}': new Map([
    ...fieldsOf('SourceUpdateParams', UPDATED),
    ['currency', optional({ kind: 'string' })],
  ]),
} as const;

function fieldsOf(name: string, hashes: Readonly<Record<string, readonly string[]>>): Map<string, Field> {
  return new Map(
    Object.entries(hashes).map(([type, fields]) => {
      const schema: Schema = {
        kind: 'object',
        name: `${name}.${type}`,
        fields: new Map(fields.map((field) => [field, optional({ kind: 'string' })])),
        required: [],
      };
      return [type, optional(schema)];
    }),
  );
}

function optional(schema: Schema): Field {
  return { schema, required: false, nullable: false, only_expanded: false };
}
