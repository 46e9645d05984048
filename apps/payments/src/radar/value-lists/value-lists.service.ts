import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { firstItems, listsContaining } from '../value-list-items/value-list-items.ts';
import { sweepItems } from '../value-list-items/value-list-items.worker.ts';
import { create, freeAlias, requireOwn, takeAlias, update, type ValueList } from './value-list.ts';
import { valueLists } from './value-list.entity.ts';
import { keepDefaultLists, loadAliases, saveAliases } from './value-lists.ts';

@Injectable()
export class ValueListsService {
  async create(params: Stripe.Radar.ValueListCreateParams) {
    const aliases = await loadAliases();
    const list = create(params, valueLists.identity());
    await saveAliases(takeAlias(aliases, list.alias, list.id));
    return withItems(valueLists.insert(list));
  }

  async retrieve(id: string) {
    return withItems(await valueLists.retrieve(id));
  }

  async update(id: string, params: Stripe.Radar.ValueListUpdateParams) {
    const list = await valueLists.load(id);
    const updated = update(list, params);
    if (updated.alias !== list.alias) {
      await saveAliases(takeAlias(await loadAliases(), updated.alias, id));
    }
    return withItems(valueLists.save(updated));
  }

  /** `contains` is a value: the lists that have it are meant. */
  async list({ alias, contains, ...page }: Stripe.Radar.ValueListListParams) {
    await keepDefaultLists();
    const id = contains === undefined ? undefined : await listsContaining(contains);
    const lists = await valueLists.list(page, { alias, id });
    return { ...lists, data: await Promise.all(lists.data.map(withItems)) };
  }

  /** The items are nowhere to be seen from now on, and gone soon. */
  async del(id: string) {
    const list = await valueLists.load(id);
    requireOwn(list);
    await saveAliases(freeAlias(await loadAliases(), id));
    await sweepItems(id);
    return valueLists.delete(list);
  }
}

async function withItems(list: ValueList): Promise<Stripe.Radar.ValueList> {
  return { ...list, list_items: await firstItems(list.id) };
}
