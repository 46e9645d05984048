import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { now, setTimer, Timer } from '@pinstripe/service';
import { valueListItems } from './value-list-item.entity.ts';

/** Timers of this kind delete the items of a list that was deleted: there may be too many for one unit. */
const SWEEP = 'radar_value_list_items_sweep';
const PAGE = 100;

export async function sweepItems(value_list: string): Promise<void> {
  await setTimer(SWEEP, value_list, now(), { value_list });
}

@Injectable()
export class ValueListItemsWorker {
  @Timer(SWEEP)
  async sweep(payload: JsonObject) {
    const value_list = payload['value_list'] as string;
    const { data, has_more } = await valueListItems.list({ limit: PAGE }, { value_list });
    for (const { id } of data) valueListItems.delete(await valueListItems.load(id));
    if (has_more) await sweepItems(value_list);
  }
}
