import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { EventDestinationPrivate } from './event-destination.ts';

export const eventDestinations = new Resource<Stripe.V2.EventDestination, EventDestinationPrivate>({
  object: 'v2.core.event_destination',
  noun: 'event_destination',
  table: 'event_destinations',
  prefix: 'ed',
  url: '/v2/core/event_destinations',
  param: 'id',
  deletion: 'gone',
});
