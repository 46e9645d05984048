import { Module } from '@nestjs/common';
import type { ServiceDefinition } from '@pinstripe/service';
import { DeliveriesWorker } from './deliveries/deliveries.worker.ts';
import { events } from './events/event.entity.ts';
import { EventsConsumer } from './events/events.consumer.ts';
import { EventsController } from './events/events.controller.ts';
import { EventsService } from './events/events.service.ts';
import { EventsWorker } from './events/events.worker.ts';
import { WebhooksTables1700000003000 } from './migrations/1700000003000-webhooks-tables.ts';
import { EventsAsText1700000003001 } from './migrations/1700000003001-events-as-text.ts';
import { webhookEndpoints } from './webhook-endpoints/webhook-endpoint.entity.ts';
import { WebhookEndpointsController } from './webhook-endpoints/webhook-endpoints.controller.ts';
import { WebhookEndpointsMatching } from './webhook-endpoints/webhook-endpoints.matching.ts';
import { WebhookEndpointsService } from './webhook-endpoints/webhook-endpoints.service.ts';

@Module({
  controllers: [EventsController, EventsConsumer, WebhookEndpointsController],
  providers: [
    DeliveriesWorker,
    EventsService,
    EventsWorker,
    WebhookEndpointsMatching,
    WebhookEndpointsService,
  ],
})
class WebhooksModule {}

export const webhooks: ServiceDefinition = {
  name: 'webhooks',
  module: WebhooksModule,
  resources: [events, webhookEndpoints],
  migrations: [WebhooksTables1700000003000, EventsAsText1700000003001],
  events_of: ['billing', 'payments'],
};
