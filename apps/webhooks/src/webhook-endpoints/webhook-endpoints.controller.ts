import { Controller } from '@nestjs/common';
import type { WebhookSecretRollParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { WebhookEndpointsService } from './webhook-endpoints.service.ts';

@Controller()
export class WebhookEndpointsController {
  constructor(private readonly endpoints: WebhookEndpointsService) {}

  @Route('POST /v1/webhook_endpoints')
  create(params: Stripe.WebhookEndpointCreateParams) {
    return this.endpoints.create(params);
  }

  @Route('GET /v1/webhook_endpoints/{webhook_endpoint}')
  retrieve(id: string) {
    return this.endpoints.retrieve(id);
  }

  @Route('POST /v1/webhook_endpoints/{webhook_endpoint}')
  update(id: string, params: Stripe.WebhookEndpointUpdateParams) {
    return this.endpoints.update(id, params);
  }

  @Route('GET /v1/webhook_endpoints')
  list(params: Stripe.WebhookEndpointListParams) {
    return this.endpoints.list(params);
  }

  @Route('DELETE /v1/webhook_endpoints/{webhook_endpoint}')
  del(id: string) {
    return this.endpoints.del(id);
  }

  @Route('POST /pinstripe/webhook_endpoints/{webhook_endpoint}/roll_secret')
  rollSecret(id: string, params: WebhookSecretRollParams) {
    return this.endpoints.rollSecret(id, params);
  }
}
