import { context, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { ValueList } from '../value-lists/value-list.ts';
import { create, keyOf, roomIn } from './value-list-item.ts';
import { valueListItems } from './value-list-item.entity.ts';

/** The newest items of a list, as the list shows them. */
export function firstItems(value_list: string): Promise<Stripe.ApiList<Stripe.Radar.ValueListItem>> {
  return valueListItems.list({}, { value_list }, `${valueListItems.options.url}?value_list=${value_list}`);
}

export async function countItems(value_list: string): Promise<number> {
  const [row] = await select<{ count: number }>(
    'count_value_list_items',
    'select count(*) as count from radar_value_list_items where account = $1 and livemode = $2 and value_list = $3',
    [value_list],
  );
  return row!.count;
}

/** The ids of the items of a list whose value contains `text`, in whatever case. */
export async function itemsLike(value_list: string, text: string): Promise<string[]> {
  const rows = await select<{ id: string }>(
    'value_list_items_like',
    'select id from radar_value_list_items where account = $1 and livemode = $2 and value_list = $3 ' +
      'and position($4 in value_key) > 0',
    [value_list, keyOf(text)],
  );
  return rows.map(({ id }) => id);
}

/** The ids of the lists that have a value. */
export async function listsContaining(value: string): Promise<string[]> {
  const rows = await itemsOf([value]);
  return [...new Set(rows.map(({ value_list }) => value_list))];
}

/** All items with one of these values, in whatever case, that the account has in any list. */
export function itemsOf(values: readonly string[]): Promise<{ value: string; value_list: string }[]> {
  return select(
    'value_list_items_of',
    "select document ->> 'value' as value, value_list from radar_value_list_items " +
      'where account = $1 and livemode = $2 and value_key = any($3) ' +
      'and md5(value_key) = any(array(select md5(key) from unnest($3::text[]) as key))',
    [values.map(keyOf)],
  );
}

/** Adds those of the values that the list does not have yet, as long as it has room. */
export async function addItems(list: ValueList, values: readonly string[]): Promise<void> {
  const there = (await itemsOf(values)).filter(({ value_list }) => value_list === list.id);
  const known = new Set(there.map(({ value }) => keyOf(value)));
  const missing = new Map(values.map((value) => [keyOf(value), value]));
  const added = [...missing].filter(([key]) => !known.has(key)).map(([, value]) => value);
  if (added.length === 0) return;
  const room = roomIn(await countItems(list.id));
  for (const value of added.slice(0, room)) {
    valueListItems.insert(create(value, list, valueListItems.identity()));
  }
}

function select<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
  const { account, livemode } = context();
  return scope().runtime.database.query<Row>({ name, text, values: [account, livemode, ...values] });
}
