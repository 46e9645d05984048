import { Controller } from '@nestjs/common';
import type { PageParams, RefundAnswerParams, RefundBankAccountParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { refunds } from './refund.entity.ts';
import { expireRefund, sendRefund } from './refunds.emailed.ts';
import { answerOnPage, linkOf, seenOnPage } from './refunds.page.ts';
import { RefundsService } from './refunds.service.ts';

@Controller()
export class RefundsController {
  constructor(private readonly service: RefundsService) {}

  @Route('POST /v1/refunds')
  create(params: Stripe.RefundCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/refunds/{refund}')
  retrieve(id: string) {
    return refunds.retrieve(id);
  }

  @Route('POST /v1/refunds/{refund}')
  update(id: string, params: Stripe.RefundUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('POST /v1/refunds/{refund}/cancel')
  cancel(id: string) {
    return this.service.cancel(id);
  }

  @Route('POST /v1/test_helpers/refunds/{refund}/expire')
  expire(id: string) {
    return expireRefund(id);
  }

  @Route('POST /pinstripe/refunds/{refund}/bank_account')
  send(id: string, params: RefundBankAccountParams) {
    return sendRefund(id, params);
  }

  @Route('GET /pinstripe/refunds/{refund}')
  retrieveLink(id: string) {
    return linkOf(id);
  }

  @Route('GET /pinstripe/pages/{merchant}/refunds/{refund}')
  see(_merchant: string, id: string, params: PageParams) {
    return seenOnPage(id, params);
  }

  @Route('POST /pinstripe/pages/{merchant}/refunds/{refund}/bank_account')
  answer(_merchant: string, id: string, params: RefundAnswerParams) {
    return answerOnPage(id, params);
  }

  @Route('GET /v1/refunds')
  list(params: Stripe.RefundListParams) {
    const { charge, payment_intent } = params;
    return refunds.list(params, { charge, payment_intent });
  }
}
