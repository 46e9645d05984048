import type { Timestamp } from '@pinstripe/kernel';
import { type Runtime, runUnit, type WorkContext } from '@pinstripe/service';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import { type Balance, balance, type Entry, LedgerTables1700000001000, post } from '../src/index.ts';

export function ledgerWorld(): Promise<UnitWorld> {
  return unitWorld({ migrations: [LedgerTables1700000001000] });
}

/** What a card payment leaves after its fee, from `available_on` on. */
export function charge(net: number, available_on?: Timestamp): Entry {
  const fee = 30;
  return {
    kind: 'charge',
    source: 'ch_1',
    lines: [
      { name: 'card_network', currency: 'usd', amount: -net - fee },
      { ...card(net), ...(available_on === undefined ? {} : { available_on }) },
      { name: 'stripe_fees', currency: 'usd', amount: fee },
    ],
  };
}

export function refund(amount: number, available_on?: Timestamp): Entry {
  return {
    kind: 'refund',
    source: 're_1',
    lines: [
      { name: 'card_network', currency: 'usd', amount },
      { ...card(-amount), may_overdraw: true, ...(available_on === undefined ? {} : { available_on }) },
    ],
  };
}

export function payout(amount: number): Entry {
  return {
    kind: 'payout',
    source: 'po_1',
    lines: [{ name: 'payouts', currency: 'usd', amount }, card(-amount)],
  };
}

function card(amount: number) {
  return { name: 'balance', source_type: 'card', currency: 'usd', amount } as const;
}

/** A replica at work for one account. */
export class Teller {
  readonly context: WorkContext;

  constructor(
    readonly runtime: Runtime,
    context: WorkContext,
    account: string,
  ) {
    this.context = { ...context, account };
  }

  /** Posts these entries in one unit. */
  async post(...entries: Entry[]): Promise<void> {
    await this.unit(async () => {
      for (const entry of entries) await post(entry);
    });
  }

  async unit<T>(work: () => Promise<T>): Promise<T> {
    const { result } = await runUnit(this.runtime, { context: this.context }, work);
    return result;
  }

  balances(): Promise<Balance[]> {
    return this.unit(() => balance(this.context.account, this.context.livemode));
  }

  /** What there is in usd from cards. */
  async card(): Promise<Pick<Balance, 'available' | 'pending'>> {
    const found = (await this.balances()).find(
      ({ currency, source_type }) => currency === 'usd' && source_type === 'card',
    );
    return { available: found?.available ?? 0, pending: found?.pending ?? 0 };
  }
}
