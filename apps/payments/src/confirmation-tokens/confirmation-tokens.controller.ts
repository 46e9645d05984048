import { Controller } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
import { context, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { confirmationTokens } from './confirmation-token.entity.ts';
import { makeConfirmationToken } from './confirmation-tokens.ts';

@Controller()
export class ConfirmationTokensController {
  @Route('GET /v1/confirmation_tokens/{confirmation_token}')
  retrieve(id: string) {
    return confirmationTokens.retrieve(id);
  }

  /** In live mode tokens come from a payer's browser alone. */
  @Route('POST /v1/test_helpers/confirmation_tokens')
  create(params: Stripe.TestHelpers.ConfirmationTokenCreateParams) {
    if (context().livemode)
      throw errors.invalid('Confirmation tokens can only be made by a server in test mode.');
    return makeConfirmationToken(params);
  }
}
