import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect } from '../scenarios/world.ts';
import { Acknowledged } from './acknowledged.ts';
import { card_deals } from './card-deals.ts';
import { delay, PATIENCE_MS } from './insist.ts';
import { type Deal, Merchant } from './merchant.ts';
import { other_deals } from './other-deals.ts';

const ANSWER_TIMEOUT_MS = 20_000;
const DEALS = [...card_deals, ...other_deals];

/**
 * One merchant's clients, which do one thing after the other: everything once, in any order, and again as long as there is time.
 * What was acknowledged is kept, to be looked for.
 */
export class Load {
  readonly acknowledged = new Acknowledged();
  readonly stripe: Stripe;
  /** When requests were acknowledged, by the test's own stopwatch. */
  private readonly moments: number[] = [];
  private readonly clients: Promise<void>[];
  private deck: Deal[] = [];
  private begun = 0;
  private stopped = false;

  constructor(
    url: string,
    private readonly random: () => number,
    client_count: number,
  ) {
    const key = `sk_test_${randomText(20)}`;
    this.stripe = connect(url, key, { maxNetworkRetries: 0, timeout: ANSWER_TIMEOUT_MS });
    const onAnswer = () => void this.moments.push(performance.now());
    const merchant = new Merchant(this.stripe, this.acknowledged, random, onAnswer);
    this.clients = Array.from({ length: client_count }, () => this.work(merchant));
    // Looked at by `stop`, which may come late.
    for (const client of this.clients) client.catch(() => undefined);
  }

  /** Resolves when every client has been answered what it had begun to ask. @throws what it cannot go on after. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.clients);
  }

  /** How long after `moment` (a reading of `performance.now()`) a request was acknowledged, in milliseconds. */
  async acknowledgedAfter(moment: number): Promise<number> {
    for (;;) {
      const next = this.moments.find((at) => at > moment);
      if (next !== undefined) return next - moment;
      if (performance.now() > moment + PATIENCE_MS) throw new Error('nothing is acknowledged any more');
      await delay(10);
    }
  }

  private async work(merchant: Merchant): Promise<void> {
    while (!this.stopped || this.begun < DEALS.length) {
      const at = this.begun++ % DEALS.length;
      if (at === 0) this.deck = this.shuffled();
      await this.deck[at]!(merchant);
    }
  }

  private shuffled(): Deal[] {
    return DEALS.map((deal) => ({ deal, at: this.random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ deal }) => deal);
  }
}
