import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** As it is stored: its items are objects of their own. */
export type StoredValueList = Omit<Stripe.Radar.ValueList, 'list_items'>;

export const valueLists = new Resource<StoredValueList>({
  object: 'radar.value_list',
  table: 'radar_value_lists',
  prefix: 'rsl',
  url: '/v1/radar/value_lists',
  param: 'value_list',
  deletion: 'gone',
});
