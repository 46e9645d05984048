import { Controller } from '@nestjs/common';
import type { Routes } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { charges } from '../charges/charge.entity.ts';
import type { Refund } from './refund.ts';
import { refunds } from './refund.entity.ts';
import { RefundsService } from './refunds.service.ts';

type CreateParams = Routes['POST /v1/charges/{charge}/refunds']['params'];
type ListParams = Routes['GET /v1/charges/{charge}/refunds']['params'];

/** The refunds of one charge, where older SDKs look for them. */
@Controller()
export class ChargeRefundsController {
  constructor(private readonly service: RefundsService) {}

  @Route('POST /v1/charges/{charge}/refund')
  refund(charge: string, params: CreateParams) {
    return this.service.refundCharge(charge, params);
  }

  @Route('GET /v1/charges/{charge}/refunds')
  async list(charge: string, params: ListParams) {
    await charges.retrieve(charge);
    return refunds.list(params, { charge }, `/v1/charges/${charge}/refunds`);
  }

  @Route('POST /v1/charges/{charge}/refunds')
  async create(charge: string, params: CreateParams) {
    await charges.load(charge);
    return this.service.create({ ...params, charge });
  }

  @Route('GET /v1/charges/{charge}/refunds/{refund}')
  async retrieve(charge: string, id: string) {
    return requireOf(charge, await refunds.retrieve(id));
  }

  @Route('POST /v1/charges/{charge}/refunds/{refund}')
  async update(charge: string, id: string, params: Stripe.RefundUpdateParams) {
    requireOf(charge, await refunds.load(id));
    return this.service.update(id, params);
  }
}

function requireOf(charge: string, refund: Refund): Refund {
  if (refund.charge === charge) return refund;
  throw refunds.missing(refund.id);
}
