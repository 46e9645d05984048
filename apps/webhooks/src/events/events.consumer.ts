import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { context } from '@pinstripe/service';
import { traceparent } from '@pinstripe/telemetry';
import { DeliveriesWorker } from '../deliveries/deliveries.worker.ts';
import { create } from '../deliveries/delivery.ts';
import { deliveries } from '../deliveries/delivery.entity.ts';
import { WebhookEndpointsMatching } from '../webhook-endpoints/webhook-endpoints.matching.ts';
import { events } from './event.entity.ts';
import { type Event, requireEvent } from './event.ts';

/** Stores the events of all services, each once and together with the deliveries that it causes. */
@Controller()
export class EventsConsumer {
  constructor(
    private readonly endpoints: WebhookEndpointsMatching,
    private readonly worker: DeliveriesWorker,
  ) {}

  @EventPattern<string>('*')
  async onEvent(event: Event) {
    requireEvent(event);
    events.insert(event);
    for (const endpoint of await this.endpoints.find(event.type)) {
      const delivery = deliveries.insert(create(event.id, endpoint, deliveries.identity()));
      deliveries.setPrivate(delivery.id, { traceparent: traceparent() ?? context().traceparent });
      this.worker.expect(endpoint);
    }
  }
}
