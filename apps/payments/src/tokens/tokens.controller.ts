import { Controller } from '@nestjs/common';
import { context, type Identity, now, Route } from '@pinstripe/service';
import { describeBankAccount, takeBankAccount } from '../bank-accounts/bank-accounts.ts';
import { testBankAccount } from '../providers/test-bank-accounts.ts';
import { card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import { takeNewCard } from '../cards/cards.ts';
import { testCard } from '../card-network/test-payment-methods.ts';
import { newId } from '../new-id.ts';
import { keepInVault } from '../vault/vaulted-card.entity.ts';
import { describeCard } from '../vault/vaulted-cards.ts';
import { type TokenPrivate, tokens } from './token.entity.ts';
import { create, type CreateParams, PREFIXES, requireBrowser, type Token, tokenSubject } from './token.ts';
import { takeAccountOf } from './tokens.accounts.ts';

@Controller()
export class TokensController {
  @Route('POST /v1/tokens')
  async create(params: CreateParams) {
    const subject = tokenSubject(params);
    requireBrowser(subject, context());
    const identity = identityOf(subject.kind);
    switch (subject.kind) {
      // Whoever is behind an account is known to the vault alone: tax ids and social security numbers are among it.
      case 'account':
      case 'person': {
        const vault = keepInVault(subject.secret);
        return insert(create({ type: subject.kind }, context().client_ip, identity), { vault });
      }
      case 'card': {
        const { card: its_card, ...hidden } = takeNewCard(subject.card);
        return insert(create({ card: its_card }, context().client_ip, identity), hidden);
      }
      case 'bank_account': {
        const { bank_account, vault } =
          'payment_method' in subject
            ? await takeAccountOf(subject, identity.id)
            : takeBankAccount(subject.bank_account);
        return insert(create({ bank_account }, context().client_ip, identity), { vault });
      }
      case 'cvc_update':
        return insert(create({ type: 'cvc_update' }, context().client_ip, identity), {});
      case 'pii': {
        const vault = keepInVault({ id_number: subject.id_number });
        return insert(create({ type: 'pii' }, context().client_ip, identity), { vault });
      }
    }
  }

  /** A documented `tok_…` or `btok_…` shows what it stands for. */
  @Route('GET /v1/tokens/{token}')
  async retrieve(id: string) {
    const test_card = id.startsWith('tok_') ? testCard(id, now()) : undefined;
    if (test_card !== undefined) {
      const its_card = card(cards.identity().id, {}, describeCard(test_card, null));
      return create({ card: its_card }, null, tokens.identity(id));
    }
    const test_account = testBankAccount(id);
    if (test_account === undefined) return tokens.retrieve(id);
    const bank_account = { ...describeBankAccount(test_account), status: 'verified' };
    return create({ bank_account }, null, tokens.identity(id));
  }
}

function insert(token: Token, hidden: TokenPrivate): Token {
  tokens.insert(token);
  tokens.setPrivate(token.id, hidden);
  return token;
}

function identityOf(kind: keyof typeof PREFIXES): Identity {
  return tokens.identity(newId(PREFIXES[kind]));
}
