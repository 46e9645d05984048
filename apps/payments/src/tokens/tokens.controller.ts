import { Controller } from '@nestjs/common';
import { context, now, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import { testCard } from '../card-network/test-payment-methods.ts';
import { preferNetwork } from '../payment-methods/payment-method.ts';
import { describeCard, takeCard } from '../vault/vaulted-cards.ts';
import { tokens } from './token.entity.ts';
import { cardParam, create } from './token.ts';

@Controller()
export class TokensController {
  @Route('POST /v1/tokens')
  async create(params: Stripe.TokenCreateParams) {
    const param = cardParam(params);
    const { address_line1: line1 = null, address_zip: postal_code = null, networks } = param;
    const { vault, details } = takeCard(param, { line1, postal_code });
    const preferring = preferNetwork(details, networks?.preferred);
    const its_card = card(cards.identity().id, param, preferring);
    const token = tokens.insert(create(its_card, context().client_ip, tokens.identity()));
    tokens.setPrivate(token.id, { vault, details: preferring });
    return token;
  }

  /** A documented `tok_…` shows the card that it stands for. */
  @Route('GET /v1/tokens/{token}')
  async retrieve(id: string) {
    const test = id.startsWith('tok_') ? testCard(id, now()) : undefined;
    if (test === undefined) return tokens.retrieve(id);
    const its_card = card(cards.identity().id, {}, describeCard(test, null));
    return create(its_card, null, tokens.identity(id));
  }
}
