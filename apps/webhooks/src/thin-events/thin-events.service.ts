import { Injectable } from '@nestjs/common';
import type { V2List } from '@pinstripe/contract';
import { now } from '@pinstripe/service';
import type Stripe from 'stripe';
import { isKept, keptRange } from '../events/event.ts';
import { thinEvents } from './thin-event.entity.ts';

@Injectable()
export class ThinEventsService {
  async retrieve(id: string) {
    const event = await thinEvents.retrieve(id);
    if (!isKept({ created: Date.parse(event.created) / 1000 }, now())) throw thinEvents.missing(id);
    return event as unknown as Stripe.V2.Event;
  }

  async list(params: Stripe.V2.Core.EventListParams) {
    const page = await thinEvents.listV2(params, { subject: params.object_id }, keptRange(undefined, now()));
    return page as unknown as V2List<Stripe.V2.Event>;
  }
}
