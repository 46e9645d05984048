import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { setupIntents } from './setup-intent.entity.ts';
import { SetupIntentsService } from './setup-intents.service.ts';

@Controller()
export class SetupIntentsController {
  constructor(private readonly service: SetupIntentsService) {}

  @Route('POST /v1/setup_intents')
  create(params: Stripe.SetupIntentCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/setup_intents/{intent}')
  retrieve(id: string, params: Stripe.SetupIntentRetrieveParams) {
    return this.service.retrieve(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}')
  update(id: string, params: Stripe.SetupIntentUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}/confirm')
  confirm(id: string, params: Stripe.SetupIntentConfirmParams) {
    return this.service.confirm(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}/cancel')
  cancel(id: string, params: Stripe.SetupIntentCancelParams) {
    return this.service.cancel(id, params);
  }

  @Route('POST /v1/setup_intents/{intent}/verify_microdeposits')
  verifyMicrodeposits(id: string, params: Stripe.SetupIntentVerifyMicrodepositsParams) {
    return this.service.verifyMicrodeposits(id, params);
  }

  @Route('GET /v1/setup_intents')
  list(params: Stripe.SetupIntentListParams) {
    const { attach_to_self, customer, payment_method } = params;
    return setupIntents.list(params, { attach_to_self, customer, payment_method });
  }
}
