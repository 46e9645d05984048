import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { SetupIntentsService } from './setup-intents.service.ts';

@Controller()
export class SetupIntentsController {
  constructor(private readonly intents: SetupIntentsService) {}

  @Route('POST /v1/setup_intents')
  create(params: Stripe.SetupIntentCreateParams) {
    return this.intents.create(params);
  }

  @Route('GET /v1/setup_intents/{intent}')
  retrieve(id: string, params: Stripe.SetupIntentRetrieveParams) {
    return this.intents.retrieve(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}')
  update(id: string, params: Stripe.SetupIntentUpdateParams) {
    return this.intents.update(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}/confirm')
  confirm(id: string, params: Stripe.SetupIntentConfirmParams) {
    return this.intents.confirm(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}/cancel')
  cancel(id: string, params: Stripe.SetupIntentCancelParams) {
    return this.intents.cancel(id, params);
  }

  @Route('GET /v1/setup_intents')
  list(params: Stripe.SetupIntentListParams) {
    return this.intents.list(params);
  }
}
