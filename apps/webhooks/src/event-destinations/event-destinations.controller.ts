import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { EventDestinationsService } from './event-destinations.service.ts';

@Controller()
export class EventDestinationsController {
  constructor(private readonly destinations: EventDestinationsService) {}

  @Route('POST /v2/core/event_destinations')
  create(params: Stripe.V2.Core.EventDestinationCreateParams) {
    return this.destinations.create(params);
  }

  @Route('GET /v2/core/event_destinations/{id}')
  retrieve(id: string, params: Stripe.V2.Core.EventDestinationRetrieveParams) {
    return this.destinations.retrieve(id, params);
  }

  @Route('POST /v2/core/event_destinations/{id}')
  update(id: string, params: Stripe.V2.Core.EventDestinationUpdateParams) {
    return this.destinations.update(id, params);
  }

  @Route('GET /v2/core/event_destinations')
  list(params: Stripe.V2.Core.EventDestinationListParams) {
    return this.destinations.list(params);
  }

  @Route('DELETE /v2/core/event_destinations/{id}')
  del(id: string) {
    return this.destinations.del(id);
  }

  @Route('POST /v2/core/event_destinations/{id}/enable')
  enable(id: string) {
    return this.destinations.enable(id);
  }

  @Route('POST /v2/core/event_destinations/{id}/disable')
  disable(id: string) {
    return this.destinations.disable(id);
  }

  @Route('POST /v2/core/event_destinations/{id}/ping')
  ping(id: string) {
    return this.destinations.ping(id);
  }
}
