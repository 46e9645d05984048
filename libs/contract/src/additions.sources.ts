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

/**
 * A card or a bank account by its numbers, which the API reference takes in the place of a token ("Create a card", "Create a bank
 * account") and the SDK does not declare.
 */
const NUMBERED = {
  bank_account: [
    'account_holder_name',
    'account_holder_type',
    'account_number',
    'country',
    'currency',
    'routing_number',
  ],
  card: [
    'address_city',
    'address_country',
    'address_line1',
    'address_line2',
    'address_state',
    'address_zip',
    'currency',
    'cvc',
    'exp_month',
    'exp_year',
    'name',
    'number',
  ],
} as const;

const NEEDED = {
  bank_account: ['account_number', 'country'],
  card: ['exp_month', 'exp_year', 'number'],
} as const;

/** As a token would be made of it, with metadata for what comes of it. */
export type NumberedSource = { metadata?: Stripe.MetadataParam } & (
  | ({ object: 'bank_account' } & Stripe.TokenCreateParams.BankAccount)
  | ({ object: 'card' } & Stripe.TokenCreateParams.Card)
);
export type CustomerSourceCreateParams = Omit<Stripe.CustomerCreateSourceParams, 'source'> & {
  source: string | NumberedSource;
};

/** The parameter `source` of a customer's new source. */
export const NUMBERED_SOURCE: Field = {
  ...optional({ kind: 'union', of: [{ kind: 'string' }, numbered('card'), numbered('bank_account')] }),
  required: true,
};

function numbered(kind: keyof typeof NUMBERED): Schema {
  const fields = new Map<string, Field>(NUMBERED[kind].map((field) => [field, optional({ kind: 'string' })]));
  if (kind === 'bank_account') {
    fields.set('account_holder_type', optional({ kind: 'enum', values: ['company', 'individual'] }));
  }
  fields.set('metadata', optional({ kind: 'map', values: { kind: 'string' } }));
  fields.set('object', optional({ kind: 'enum', values: [kind] }));
  const needed: readonly string[] = [...NEEDED[kind], 'object'];
  for (const field of needed) fields.set(field, { ...fields.get(field)!, required: true });
  return { kind: 'object', name: `CustomerCreateSourceParams.${kind}`, fields, required: needed };
}

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
