import { Injectable } from '@nestjs/common';
import type { EventRetryParams } from '@pinstripe/contract';
import { errors, jsonText } from '@pinstripe/kernel';
import { cloudEvent, context, OUTBOX, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { DeliveriesService } from '../deliveries/deliveries.service.ts';
import { EventsService } from './events.service.ts';

/** Sends an event again (`stripe events resend`): to an endpoint that is named, or to whoever listens by the CLI. */
@Injectable()
export class EventsRetry {
  constructor(
    private readonly events: EventsService,
    private readonly deliveries: DeliveriesService,
  ) {}

  async retry(id: string, { account, webhook_endpoint }: EventRetryParams): Promise<Stripe.Event> {
    if (account !== undefined && account !== context().account)
      throw errors.resourceMissing('account', account, 'account');
    const event = await this.events.retrieve(id);
    if (webhook_endpoint === undefined) tellListeners(event);
    else await this.deliveries.resend(id, webhook_endpoint);
    return event;
  }
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
