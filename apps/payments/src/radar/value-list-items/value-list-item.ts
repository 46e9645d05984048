import { isIP } from 'node:net';
import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { ValueList } from '../value-lists/value-list.ts';

export type ValueListItem = Document<Stripe.Radar.ValueListItem>;
type ItemType = Stripe.Radar.ValueList.ItemType;

/** How many items a list can contain (guide "Lists", "Managing list items"). */
const ITEMS_MAX = 50_000;

/** What values of each type look like. */
const VALUES: Readonly<Record<ItemType, { name: string; is: (value: string) => boolean }>> = {
  card_bin: { name: 'the first six digits of a card number', is: matches(/^\d{6}$/) },
  card_fingerprint: { name: 'the fingerprint of a card', is: matches(/^[a-z0-9]+$/i) },
  case_sensitive_string: { name: 'a text', is: matches(/\S/) },
  country: { name: 'a two-letter country code', is: matches(/^[a-z]{2}$/i) },
  customer_id: { name: "a customer's ID", is: matches(/^\S+$/) },
  email: { name: 'an email address', is: matches(/^[^\s@]+@[^\s@]+\.[^\s@]+$/) },
  ip_address: { name: 'an IP address', is: (value) => isIP(value) !== 0 },
  sepa_debit_fingerprint: { name: 'the fingerprint of a bank account', is: matches(/^[a-z0-9]+$/i) },
  string: { name: 'a text', is: matches(/\S/) },
  us_bank_account_fingerprint: { name: 'the fingerprint of a bank account', is: matches(/^[a-z0-9]+$/i) },
};

export function create(value: string, list: ValueList, identity: Identity): ValueListItem {
  const { name, is } = VALUES[list.item_type];
  if (!is(value)) {
    throw errors.invalid(`Invalid value for a list of the type ${list.item_type}: ${value}. Give ${name}.`, {
      param: 'value',
    });
  }
  return {
    ...identity,
    object: 'radar.value_list_item',
    created_by: 'API',
    value,
    value_list: list.id,
  };
}

/** How many items a list that has `count` can still take. */
export function roomIn(count: number): number {
  return Math.max(ITEMS_MAX - count, 0);
}

/** @throws when a list that has `count` items can take no more */
export function requireRoom(count: number): void {
  if (roomIn(count) > 0) return;
  throw errors.invalid(`A value list can contain up to ${ITEMS_MAX} items.`, { param: 'value_list' });
}

/** How values are compared, but for those that are case-sensitive; the table's `value_key` says the same in SQL. */
export function keyOf(value: string): string {
  return value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function matches(pattern: RegExp): (value: string) => boolean {
  return (value) => pattern.test(value);
}
