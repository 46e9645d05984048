import { Controller } from '@nestjs/common';
import type { WebhookDeliveryListParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import { DeliveriesService } from './deliveries.service.ts';

@Controller()
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Route('GET /pinstripe/event_destinations/{event_destination}/deliveries')
  listOfDestination(event_destination: string, params: WebhookDeliveryListParams) {
    return this.deliveries.list('event_destination', event_destination, params);
  }

  @Route('GET /pinstripe/event_destinations/{event_destination}/deliveries/{delivery}')
  retrieveOfDestination(event_destination: string, delivery: string) {
    return this.deliveries.retrieve('event_destination', event_destination, delivery);
  }

  @Route('POST /pinstripe/event_destinations/{event_destination}/deliveries/{delivery}/replay')
  replayOfDestination(event_destination: string, delivery: string) {
    return this.deliveries.replay('event_destination', event_destination, delivery);
  }

  @Route('GET /pinstripe/webhook_endpoints/{webhook_endpoint}/deliveries')
  list(webhook_endpoint: string, params: WebhookDeliveryListParams) {
    return this.deliveries.list('webhook_endpoint', webhook_endpoint, params);
  }

  @Route('GET /pinstripe/webhook_endpoints/{webhook_endpoint}/deliveries/{delivery}')
  retrieve(webhook_endpoint: string, delivery: string) {
    return this.deliveries.retrieve('webhook_endpoint', webhook_endpoint, delivery);
  }

  @Route('POST /pinstripe/webhook_endpoints/{webhook_endpoint}/deliveries/{delivery}/replay')
  replay(webhook_endpoint: string, delivery: string) {
    return this.deliveries.replay('webhook_endpoint', webhook_endpoint, delivery);
  }
}
