import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { WebhookEndpointPrivate } from './webhook-endpoint.ts';

export const webhookEndpoints = new Resource<Stripe.WebhookEndpoint, WebhookEndpointPrivate>({
  object: 'webhook_endpoint',
  table: 'webhook_endpoints',
  prefix: 'we',
  url: '/v1/webhook_endpoints',
  param: 'webhook_endpoint',
  deletion: 'gone',
});

/**
 * The row that owns an account's list of endpoints. Whoever adds or removes one saves it in the same unit, so that of
 * two who take the last place one is stale, and finds none when it runs again.
 */
interface WebhookEndpointList {
  id: string;
  object: 'webhook_endpoint_list';
  count: number;
}

export const webhookEndpointLists = new Resource<WebhookEndpointList>({
  object: 'webhook_endpoint_list',
  table: 'webhook_endpoint_lists',
  prefix: 'wel',
  url: '',
  param: 'webhook_endpoint_list',
});
