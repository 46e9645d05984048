import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { PaymentIntentsService } from './payment-intents.service.ts';

@Controller()
export class PaymentIntentsController {
  constructor(private readonly intents: PaymentIntentsService) {}

  @Route('POST /v1/payment_intents')
  create(params: Stripe.PaymentIntentCreateParams) {
    return this.intents.create(params);
  }

  @Route('GET /v1/payment_intents/{intent}')
  retrieve(id: string, params: Stripe.PaymentIntentRetrieveParams) {
    return this.intents.retrieve(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}')
  update(id: string, params: Stripe.PaymentIntentUpdateParams) {
    return this.intents.update(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/confirm')
  confirm(id: string, params: Stripe.PaymentIntentConfirmParams) {
    return this.intents.confirm(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/capture')
  capture(id: string, params: Stripe.PaymentIntentCaptureParams) {
    return this.intents.capture(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/cancel')
  cancel(id: string, params: Stripe.PaymentIntentCancelParams) {
    return this.intents.cancel(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/increment_authorization')
  incrementAuthorization(id: string, params: Stripe.PaymentIntentIncrementAuthorizationParams) {
    return this.intents.incrementAuthorization(id, params);
  }

  @Route('GET /v1/payment_intents')
  list(params: Stripe.PaymentIntentListParams) {
    return this.intents.list(params);
  }

  @Route('GET /v1/payment_intents/search')
  search(params: Stripe.PaymentIntentSearchParams) {
    return this.intents.search(params);
  }
}
