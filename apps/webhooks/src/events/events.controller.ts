import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { EventsService } from './events.service.ts';

@Controller()
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Route('GET /v1/events/{id}')
  retrieve(id: string) {
    return this.events.retrieve(id);
  }

  @Route('GET /v1/events')
  list(params: Stripe.EventListParams) {
    return this.events.list(params);
  }
}
