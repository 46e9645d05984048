import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { valueLists } from '../value-lists/value-list.entity.ts';
import { create, requireRoom, type ValueListItem } from './value-list-item.ts';
import { valueListItems } from './value-list-item.entity.ts';
import { countItems, itemsLike } from './value-list-items.ts';

@Injectable()
export class ValueListItemsService {
  async create({ value, value_list }: Stripe.Radar.ValueListItemCreateParams) {
    const list = await valueLists.load(value_list, 'value_list');
    requireRoom(await countItems(list.id));
    return valueListItems.insert(create(value, list, valueListItems.identity()));
  }

  async retrieve(id: string) {
    return requireListed(await valueListItems.retrieve(id));
  }

  async list({ value, value_list, ...page }: Stripe.Radar.ValueListItemListParams) {
    const list = await valueLists.peek(value_list);
    if (list === null) throw valueLists.missing(value_list, 'value_list');
    const id = value === undefined ? undefined : await itemsLike(value_list, value);
    return valueListItems.list(page, { value_list, id });
  }

  async del(id: string) {
    return valueListItems.delete(await requireListed(await valueListItems.load(id)));
  }
}

/** @throws when the item's list has been deleted, and it with the list */
async function requireListed(item: ValueListItem): Promise<ValueListItem> {
  if ((await valueLists.peek(item.value_list)) !== null) return item;
  throw valueListItems.missing(item.id);
}
