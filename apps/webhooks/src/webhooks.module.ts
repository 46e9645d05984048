import { Module } from '@nestjs/common';
import type { ServiceDefinition } from '@pinstripe/service';
import { DeliveriesController } from './deliveries/deliveries.controller.ts';
import { DeliveriesService } from './deliveries/deliveries.service.ts';
import { DeliveriesWorker } from './deliveries/deliveries.worker.ts';
import { eventDestinations } from './event-destinations/event-destination.entity.ts';
import { EventDestinationsController } from './event-destinations/event-destinations.controller.ts';
import { EventDestinationsMatching } from './event-destinations/event-destinations.matching.ts';
import { EventDestinationsService } from './event-destinations/event-destinations.service.ts';
import { events } from './events/event.entity.ts';
import { EventsConsumer } from './events/events.consumer.ts';
import { EventsController } from './events/events.controller.ts';
import { EventsRetry } from './events/events.retry.ts';
import { EventsService } from './events/events.service.ts';
import { EventsWorker } from './events/events.worker.ts';
import { WebhooksTables1700000003000 } from './migrations/1700000003000-webhooks-tables.ts';
import { EventsAsText1700000003001 } from './migrations/1700000003001-events-as-text.ts';
import { EventDestinations1700000003002 } from './migrations/1700000003002-event-destinations.ts';
import { StripecliKey1700000003003 } from './migrations/1700000003003-stripecli-key.ts';
import { DeliveriesAsColumns1700000003004 } from './migrations/1700000003004-deliveries-as-columns.ts';
import { DeliveriesOfConnectedEvents1700000003006 } from './migrations/1700000003006-deliveries-of-connected-events.ts';
import { StripecliController } from './stripecli/stripecli.controller.ts';
import { StripecliService } from './stripecli/stripecli.service.ts';
import { StripecliWorker } from './stripecli/stripecli.worker.ts';
import { thinEvents } from './thin-events/thin-event.entity.ts';
import { ThinEventsController } from './thin-events/thin-events.controller.ts';
import { ThinEventsService } from './thin-events/thin-events.service.ts';
import { webhookEndpoints } from './webhook-endpoints/webhook-endpoint.entity.ts';
import { WebhookEndpointsController } from './webhook-endpoints/webhook-endpoints.controller.ts';
import { WebhookEndpointsService } from './webhook-endpoints/webhook-endpoints.service.ts';

@Module({
  controllers: [
    DeliveriesController,
    EventDestinationsController,
    EventsController,
    EventsConsumer,
    StripecliController,
    ThinEventsController,
    WebhookEndpointsController,
  ],
  providers: [
    DeliveriesService,
    DeliveriesWorker,
    EventDestinationsMatching,
    EventDestinationsService,
    EventsRetry,
    EventsService,
    EventsWorker,
    StripecliService,
    StripecliWorker,
    ThinEventsService,
    WebhookEndpointsService,
  ],
})
class WebhooksModule {}

export const webhooks: ServiceDefinition = {
  name: 'webhooks',
  module: WebhooksModule,
  resources: [eventDestinations, events, thinEvents, webhookEndpoints],
  migrations: [
    WebhooksTables1700000003000,
    EventsAsText1700000003001,
    EventDestinations1700000003002,
    StripecliKey1700000003003,
    DeliveriesAsColumns1700000003004,
    DeliveriesOfConnectedEvents1700000003006,
  ],
  events_of: ['billing', 'payments', 'webhooks'],
};
