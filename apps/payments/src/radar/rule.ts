import type Stripe from 'stripe';
import type { Ruling } from '../card-network/card-network.ts';
import type { ValueList } from './value-lists/value-list.ts';
import { keyOf } from './value-list-items/value-list-item.ts';

type ItemType = Stripe.Radar.ValueList.ItemType;

/** What a rule can look at in a payment, and the type of the default lists about it (guide "Lists", "Default lists"). */
const ATTRIBUTES = {
  card_bin: { item_type: 'card_bin', name: 'Card BIN' },
  card_country: { item_type: 'country', name: 'Card country' },
  card_fingerprint: { item_type: 'card_fingerprint', name: 'Card fingerprint' },
  charge_description: { item_type: 'string', name: 'Charge description' },
  client_ip_address: { item_type: 'ip_address', name: 'Client IP address' },
  client_ip_country: { item_type: 'country', name: 'Client IP country' },
  customer_id: { item_type: 'customer_id', name: 'Customer ID' },
  email: { item_type: 'email', name: 'Email' },
  email_domain: { item_type: 'string', name: 'Email domain' },
} as const satisfies Record<string, { item_type: ItemType; name: string }>;

/** What there are lists of the account's own about, and no default ones. */
type Debited = 'sepa_debit_fingerprint' | 'us_bank_account_fingerprint';

export type Attribute = Debited | keyof typeof ATTRIBUTES;
const attributes = Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[];

/** What is known of a payment. */
export type Facts = Readonly<Partial<Record<Attribute, string>>>;

/** What a rule about a list of the account's own looks at. */
const LOOKS_AT: Readonly<Record<ItemType, Attribute>> = {
  card_bin: 'card_bin',
  card_fingerprint: 'card_fingerprint',
  case_sensitive_string: 'charge_description',
  country: 'card_country',
  customer_id: 'customer_id',
  email: 'email',
  ip_address: 'client_ip_address',
  sepa_debit_fingerprint: 'sepa_debit_fingerprint',
  string: 'charge_description',
  us_bank_account_fingerprint: 'us_bank_account_fingerprint',
};

const ACTIONS = ['allow', 'block'] as const;

/** The lists that an account has from the start: of each attribute one that allows and one that blocks. */
export const DEFAULT_LISTS = attributes.flatMap((attribute) =>
  ACTIONS.map((action) => ({
    alias: `${attribute}_${action}list`,
    item_type: ATTRIBUTES[attribute].item_type,
    name: `${ATTRIBUTES[attribute].name} ${action} list`,
  })),
);
const defaults = new Set(DEFAULT_LISTS.map(({ alias }) => alias));

export function isDefaultList(alias: string): boolean {
  return defaults.has(alias);
}

type List = Pick<ValueList, 'alias' | 'item_type'>;

/**
 * The rule that there is about a list: the API has no rules, so a list whose alias ends in `_allowlist` or `_blocklist` is
 * taken to be in one. Null for the others, which nothing looks at.
 */
function ruleOf({ alias, item_type }: List): { action: Ruling['action']; attribute: Attribute } | null {
  const [, subject, action] = /^(.*)_(allow|block)list$/.exec(alias) ?? [];
  if (action === undefined) return null;
  const attribute = isDefaultList(alias) ? (subject as Attribute) : LOOKS_AT[item_type];
  return { action: action as Ruling['action'], attribute };
}

/**
 * What the rules say of a payment, given the items that have one of its values. Who is allowed is not blocked (guide "Rules",
 * "Rule actions").
 */
export function decide(facts: Facts, found: readonly { value: string; list: List }[]): Ruling | null {
  const rulings = found.flatMap(({ value, list }): Ruling[] => {
    const rule = ruleOf(list);
    if (rule === null || !isSame(facts[rule.attribute], value, list.item_type)) return [];
    return [{ action: rule.action, rule: `${rule.action}_if_in_${list.alias}` }];
  });
  const [first] = rulings.sort((one, other) => (one.rule < other.rule ? -1 : 1));
  return first ?? null;
}

function isSame(fact: string | undefined, value: string, item_type: ItemType): boolean {
  if (fact === undefined) return false;
  return item_type === 'case_sensitive_string' ? fact === value : keyOf(fact) === keyOf(value);
}

const ADDRESS = /[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+/g;

/** The email addresses that stand in a text. */
export function emailsIn(text: string | null): string[] {
  return text?.match(ADDRESS) ?? [];
}
