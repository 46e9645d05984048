/**
 * What the name of a text parameter tells that its type does not.
 *
 * `prose`, text for people, may be cleared with the empty string and is never taken for an id. A `reference` may be the
 * id of an object; the empty string clears it where an object is updated. Anything else is neither.
 */
export type TextRole = 'prose' | 'reference' | 'other';

const PROSE = new Set(
  `
  address_city address_country address_line1 address_line2 address_state address_zip carrier city
  client_reference_id comment country custom_message default_value email explanation footer full_name_aliases header
  headline label line1 line2 memo message name nickname note phone phone_number postal_code province reason
  receipt_email second_line shipping_carrier size state statement_descriptor statement_descriptor_prefix
  statement_descriptor_suffix support_email support_phone title town tracking_number transfer_group unit_label url
  `
    .trim()
    .split(/\s+/),
);

const OTHER = new Set(
  `
  account_number body client_secret currency cvc default_currency event_name exp_month exp_year expand ip ip_address key last4
  lookup_key lookup_keys number page payload payment_method_types query reference routing_number timestamp type
  unspecified_id user_agent value values
  `
    .trim()
    .split(/\s+/),
);

export function textRole(name: string): TextRole {
  if (PROSE.has(name) || /_(url|name|email|description|explanation|message)$/.test(name)) return 'prose';
  if (name === 'description') return 'prose';
  return OTHER.has(name) || /_(number|decimal|type|currency)$/.test(name) ? 'other' : 'reference';
}
