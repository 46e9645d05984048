import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { type Beginning, type Identity, now, type Outside, setTimer, Steps, Timer } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookDebit, bookDebitFailure } from '../balance-transactions/balance-transactions.debits.ts';
import { bankAccounts } from '../bank-accounts/bank-account.entity.ts';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import type { KnownBankAccount } from '../bank-accounts/bank-accounts.ts';
import { BANK_NETWORK, type BankNetwork, type DebitAnswer } from '../bank-network/bank-network.ts';
import { newId } from '../new-id.ts';
import { redeemToken } from '../tokens/tokens.ts';
import { openBankAccount } from '../vault/vaulted-card.entity.ts';
import type { Charge, ChargeDetails } from './charge.ts';
import { debited, decided, requireDebitable } from './charge.debit.ts';
import { charges } from './charge.entity.ts';

/** Timers of this kind bring what the bank has said of a debit. */
const DEBIT_DECISION = 'charge_debit_decision';

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

  constructor(@Inject(BANK_NETWORK) network: BankNetwork, steps: Steps) {
    this.debiting = steps.define('debit_charge', {
      call: async ({ details: { amount, currency }, vault }: Debiting, attempt_id) =>
        network.debit({ attempt_id, amount, currency, bank_account: await openBankAccount(vault) }),
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

  @Timer(DEBIT_DECISION)
  async decide({ charge: id, answer }: JsonObject) {
    const charge = await charges.load(id as string);
    if (charge.status !== 'pending') return;
    const said = answer as unknown as DebitAnswer;
    const reversal = said.kind === 'failed' ? await bookDebitFailure(charge) : null;
    const event = said.kind === 'failed' ? 'charge.failed' : 'charge.succeeded';
    charges.save(decided(charge, said, reversal), event);
  }
}

async function onOrdered(debiting: Debiting, answer: DebitAnswer): Promise<Charge> {
  const { bank_account, details, identity, vault } = debiting;
  const charge = charges.insert(debited(details, bank_account, identity));
  charges.setPrivate(charge.id, { vault });
  await setTimer(DEBIT_DECISION, charge.id, now() + answer.after_s, {
    charge: charge.id,
    answer: { ...answer },
  });
  const balance_transaction = await bookDebit(charge);
  return charges.save({ ...charge, balance_transaction }, 'charge.pending');
}
