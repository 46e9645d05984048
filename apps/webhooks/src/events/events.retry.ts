import { Injectable } from '@nestjs/common';
import type { EventRetryParams } from '@pinstripe/contract';
import { errors, jsonText, mintId, mintSortId } from '@pinstripe/kernel';
import { cloudEvent, context, now, OUTBOX, scope, type Table } from '@pinstripe/service';
import type Stripe from 'stripe';
import { create } from '../deliveries/delivery.ts';
import { webhookEndpoints } from '../webhook-endpoints/webhook-endpoint.entity.ts';
import { EventsService } from './events.service.ts';

const DELIVERIES: Table = {
  name: 'deliveries',
  columns: {
    account: 'text',
    livemode: 'boolean',
    destination: 'text',
    id: 'text',
    event: 'text',
    created: 'bigint',
    status: 'text',
    next_attempt_at: 'bigint',
    traceparent: 'text',
  },
};

/** Sends an event again (`stripe events resend`): to an endpoint that is named, or to whoever listens by the CLI. */
@Injectable()
export class EventsRetry {
  constructor(private readonly events: EventsService) {}

  async retry(id: string, { account, webhook_endpoint }: EventRetryParams): Promise<Stripe.Event> {
    if (account !== undefined && account !== context().account)
      throw errors.resourceMissing('account', account, 'account');
    const event = await this.events.retrieve(id);
    if (webhook_endpoint === undefined) tellListeners(event);
    else await deliver(event, webhook_endpoint);
    return event;
  }
}

/** A new delivery, with retries of its own. */
async function deliver({ id: event }: Stripe.Event, endpoint: string): Promise<void> {
  const { id, status } = await webhookEndpoints.load(endpoint, 'webhook_endpoint');
  if (status !== 'enabled') {
    throw errors.invalid(`The webhook endpoint ${id} is disabled.`, { param: 'webhook_endpoint' });
  }
  const { unit, runtime } = scope();
  const { account, livemode, traceparent } = context();
  const identity = { id: mintId('wd', mintSortId(runtime.clock.millis())), created: now(), livemode };
  const { status: pending, next_attempt_at } = create(event, id, identity);
  unit.insert(DELIVERIES, {
    account,
    ...identity,
    destination: id,
    event,
    status: pending,
    next_attempt_at,
    traceparent,
  });
}

/** Not on the topics of events: other consumers have had it. */
function tellListeners(event: Stripe.Event): void {
  const { unit, runtime } = scope();
  const { account, livemode } = context();
  unit.insert(OUTBOX, {
    topic: `${runtime.namespace}.${runtime.name}.resends`,
    key: event.id,
    headers: {
      ...cloudEvent(event.id, event.type, event.created, runtime.name),
      ce_account: account,
      ce_livemode: String(livemode),
    },
    value: jsonText(event),
  });
}
