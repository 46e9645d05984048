import { Injectable } from '@nestjs/common';
import type { V2List } from '@pinstripe/contract';
import { emitThin, now, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { giveBackPlace, newSecret, takePlace } from '../webhook-endpoints/webhook-endpoints.service.ts';
import { eventDestinations } from './event-destination.entity.ts';
import {
  create,
  disable,
  enable,
  type EventDestination,
  noteAttempt,
  PING,
  requirePingable,
  shown,
  update,
} from './event-destination.ts';

type IncludeParams = Stripe.V2.Core.EventDestinationRetrieveParams;

@Injectable()
export class EventDestinationsService {
  /** The only answer that may include the secret. */
  async create(params: Stripe.V2.Core.EventDestinationCreateParams) {
    const destination = create(params, eventDestinations.identity(), scope().runtime.config.mode);
    await takePlace();
    eventDestinations.insert(destination);
    const secret = destination.type === 'webhook_endpoint' ? newSecret() : null;
    eventDestinations.setPrivate(destination.id, {
      secrets: secret === null ? [] : [{ value: secret, expires_at: null }],
      failing_since: null,
    });
    return shown(destination, params.include, secret);
  }

  async retrieve(id: string, { include }: IncludeParams) {
    return shown(await eventDestinations.retrieve(id), include);
  }

  /** Somebody has looked after the destination when it is enabled or moved: what failed before says nothing any more. */
  async update(id: string, params: Stripe.V2.Core.EventDestinationUpdateParams) {
    const destination = await eventDestinations.load(id);
    if (params.webhook_endpoint !== undefined) forgetFailures(id);
    const updated = update(destination, params, scope().runtime.config.mode, now());
    return shown(eventDestinations.save(updated), params.include);
  }

  async list(params: Stripe.V2.Core.EventDestinationListParams): Promise<V2List<EventDestination>> {
    const page = await eventDestinations.listV2(params);
    return { ...page, data: page.data.map((destination) => shown(destination, params.include)) };
  }

  async del(id: string) {
    const destination = await eventDestinations.load(id);
    await giveBackPlace();
    eventDestinations.delete(destination);
    return { id } as Stripe.V2.EventDestination;
  }

  async enable(id: string) {
    const enabled = enable(await eventDestinations.load(id), now());
    forgetFailures(id);
    return shown(eventDestinations.save(enabled));
  }

  async disable(id: string) {
    return shown(eventDestinations.save(disable(await eventDestinations.load(id), now())));
  }

  /** The event goes the way of all events, to this destination alone. */
  async ping(id: string) {
    requirePingable(await eventDestinations.load(id));
    return emitThin(PING, id, null) as unknown as Stripe.V2.Event;
  }

  async noteAttempt(id: string, is_delivered: boolean): Promise<void> {
    const destination = await eventDestinations.find(id);
    if (destination === null) return;
    const noted = noteAttempt(destination, eventDestinations.privateOf(id)!, is_delivered, now());
    eventDestinations.setPrivate(id, noted.kept);
    eventDestinations.save(noted.destination);
  }
}

function forgetFailures(id: string): void {
  eventDestinations.setPrivate(id, { ...eventDestinations.privateOf(id)!, failing_since: null });
}
