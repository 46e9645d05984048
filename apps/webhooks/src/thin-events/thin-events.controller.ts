import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { ThinEventsService } from './thin-events.service.ts';

@Controller()
export class ThinEventsController {
  constructor(private readonly events: ThinEventsService) {}

  @Route('GET /v2/core/events/{id}')
  retrieve(id: string) {
    return this.events.retrieve(id);
  }

  @Route('GET /v2/core/events')
  list(params: Stripe.V2.Core.EventListParams) {
    return this.events.list(params);
  }
}
