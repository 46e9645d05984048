import { Injectable } from '@nestjs/common';
import { now } from '@pinstripe/service';
import type { Routes } from '@pinstripe/contract';
import type Stripe from 'stripe';
import { fewUndelivered, HAS_UNDELIVERED, undeliveredOf } from '../deliveries/delivery.entity.ts';
import { type Event, isKept, keptRange, typesOf } from './event.ts';
import { events } from './event.entity.ts';

@Injectable()
export class EventsService {
  async retrieve(id: string) {
    const event = await events.retrieve(id);
    if (!isKept(event, now())) throw events.missing(id);
    return (await withPendingWebhooks([event]))[0]!;
  }

  async list(params: Routes['GET /v1/events']['params']) {
    const { delivery_success } = params;
    const few = delivery_success === false ? await fewUndelivered() : null;
    const filters = {
      ...(few === null ? {} : { id: few }),
      subject: params.related_object,
      type: typesOf(params),
      [HAS_UNDELIVERED]: delivery_success === undefined ? undefined : !delivery_success,
    };
    const created = keptRange(params.created, now());
    const page = await events.list({ ...params, created }, filters);
    return { ...page, data: await withPendingWebhooks(page.data) };
  }
}

/** What is stored of an event never changes; how many endpoints have not got it is counted when it is read. */
async function withPendingWebhooks(stored: readonly (Event | Stripe.EventBase)[]): Promise<Stripe.Event[]> {
  const undelivered = await undeliveredOf(stored.map(({ id }) => id));
  const counted = stored.map((event) => ({ ...event, pending_webhooks: undelivered.get(event.id) ?? 0 }));
  return counted as unknown as Stripe.Event[];
}
