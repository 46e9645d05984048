import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { paymentIntents } from './payment-intent.entity.ts';
import { applyCustomerBalance } from './payment-intents.cash-balance.ts';
import { PaymentIntentsService } from './payment-intents.service.ts';

@Controller()
export class PaymentIntentsController {
  constructor(private readonly service: PaymentIntentsService) {}

  @Route('POST /v1/payment_intents')
  create(params: Stripe.PaymentIntentCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/payment_intents/{intent}')
  retrieve(id: string, params: Stripe.PaymentIntentRetrieveParams) {
    return this.service.retrieve(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}')
  update(id: string, params: Stripe.PaymentIntentUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/confirm')
  confirm(id: string, params: Stripe.PaymentIntentConfirmParams) {
    return this.service.confirm(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/apply_customer_balance')
  applyCustomerBalance(id: string, params: Stripe.PaymentIntentApplyCustomerBalanceParams) {
    return applyCustomerBalance(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/capture')
  capture(id: string, params: Stripe.PaymentIntentCaptureParams) {
    return this.service.capture(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/cancel')
  cancel(id: string, params: Stripe.PaymentIntentCancelParams) {
    return this.service.cancel(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/increment_authorization')
  incrementAuthorization(id: string, params: Stripe.PaymentIntentIncrementAuthorizationParams) {
    return this.service.incrementAuthorization(id, params);
  }

  @Route('POST /v1/payment_intents/{intent}/verify_microdeposits')
  verifyMicrodeposits(id: string, params: Stripe.PaymentIntentVerifyMicrodepositsParams) {
    return this.service.verifyMicrodeposits(id, params);
  }

  @Route('GET /v1/payment_intents')
  list(params: Stripe.PaymentIntentListParams) {
    return paymentIntents.list(params, { customer: params.customer });
  }

  @Route('GET /v1/payment_intents/search')
  search(params: Stripe.PaymentIntentSearchParams) {
    return paymentIntents.search(params);
  }
}
