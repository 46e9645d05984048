import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const valueListItems = new Resource<Stripe.Radar.ValueListItem>({
  object: 'radar.value_list_item',
  table: 'radar_value_list_items',
  prefix: 'rsli',
  url: '/v1/radar/value_list_items',
  param: 'item',
  deletion: 'gone',
});
