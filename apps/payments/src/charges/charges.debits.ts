import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, type Identity, type Outside, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bankAccounts } from '../bank-accounts/bank-account.entity.ts';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import type { KnownBankAccount } from '../bank-accounts/bank-accounts.ts';
import { newId } from '../new-id.ts';
import {
  type KnownAccount,
  PAYMENT_PROVIDER,
  type PaymentProvider,
  type Processing,
} from '../providers/provider.ts';
import { redeemToken } from '../tokens/tokens.ts';
import { openBankAccount } from '../vault/vaulted-card.entity.ts';
import type { Charge, ChargeDetails } from './charge.ts';
import { debited, requireDebitable } from './charge.debit.ts';
import { charges } from './charge.entity.ts';
import { insertPending } from './charges.settlement.ts';

/** A charge as it will be once the bank has taken the order. */
interface Debiting {
  identity: Identity;
  details: ChargeDetails;
  bank_account: BankAccount;
  vault: string;
}

/** What a charge's `source` stands for if it is a bank account: a customer's, or a token's, which is then used. */
export async function findDebited(id: string): Promise<KnownBankAccount | null> {
  if (id.startsWith('ba_')) {
    const bank_account = await bankAccounts.load(id, 'source');
    return { bank_account, vault: bankAccounts.privateOf(id)!.vault };
  }
  if (!id.startsWith('btok_')) return null;
  const redeemed = await redeemToken(id);
  return redeemed?.kind === 'bank_account' ? redeemed : null;
}

@Injectable()
export class ChargeDebits {
  private readonly debiting: Beginning<Debiting, Stripe.Charge>;

  constructor(@Inject(PAYMENT_PROVIDER) provider: PaymentProvider, steps: Steps) {
    this.debiting = steps.define('debit_charge', {
      call: async ({ details: { amount, currency }, identity, vault }: Debiting, attempt_id) =>
        provider.pay({
          attempt_id,
          type: 'ach_debit',
          amount,
          currency,
          account: await openBankAccount(vault),
          requested_at: identity.created,
          keeps_account: false,
          manual: false,
          payer: null,
          ruling: null,
        }),
      onOutcome: onOrdered,
    });
  }

  create(
    details: ChargeDetails,
    { bank_account, vault }: KnownBankAccount,
    capture: boolean,
  ): Outside<Stripe.Charge> {
    requireDebitable(bank_account, details, capture);
    const identity = charges.identity(newId('py'));
    return this.debiting.begin(null, { identity, details, bank_account, vault });
  }
}

async function onOrdered(debiting: Debiting, answer: Processing & KnownAccount): Promise<Charge> {
  const { bank_account, details, identity, vault } = debiting;
  return insertPending(debited(details, bank_account, identity), { vault }, answer);
}
