import { Controller } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { charges } from '../charges/charge.entity.ts';
import { disputes } from './dispute.entity.ts';
import { DisputesService } from './disputes.service.ts';

/** The dispute of one charge, where older SDKs look for it; of several the last. */
@Controller()
export class ChargeDisputesController {
  constructor(private readonly service: DisputesService) {}

  @Route('GET /v1/charges/{charge}/dispute')
  async retrieve(charge: string) {
    return disputes.retrieve(await disputeOf(charge));
  }

  @Route('POST /v1/charges/{charge}/dispute')
  async update(charge: string, params: Stripe.DisputeUpdateParams) {
    return this.service.update(await disputeOf(charge), params);
  }

  @Route('POST /v1/charges/{charge}/dispute/close')
  async close(charge: string) {
    return this.service.close(await disputeOf(charge));
  }
}

/** @throws resource_missing for a charge that is not there, or that nobody disputes */
async function disputeOf(charge: string): Promise<string> {
  await charges.retrieve(charge);
  const { data } = await disputes.list({ limit: 1 }, { charge });
  const [dispute] = data;
  if (dispute !== undefined) return dispute.id;
  throw errors.invalid(
    `No dispute for charge: ${charge}`,
    { code: 'resource_missing', param: 'charge' },
    404,
  );
}
