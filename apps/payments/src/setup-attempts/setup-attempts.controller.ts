import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { setupIntents } from '../setup-intents/setup-intent.entity.ts';
import { setupAttempts } from './setup-attempt.entity.ts';

@Controller()
export class SetupAttemptsController {
  @Route('GET /v1/setup_attempts')
  async list({ setup_intent, ...page }: Stripe.SetupAttemptListParams) {
    if ((await setupIntents.peek(setup_intent)) === null)
      throw setupIntents.missing(setup_intent, 'setup_intent');
    return setupAttempts.list(page, { setup_intent });
  }
}
