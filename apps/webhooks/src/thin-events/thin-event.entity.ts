import { Resource, type ThinEvent } from '@pinstripe/service';

export const thinEvents = new Resource<ThinEvent>({
  object: 'v2.core.event',
  noun: 'event',
  table: 'thin_events',
  prefix: 'evt_test',
  url: '/v2/core/events',
  param: 'id',
});
