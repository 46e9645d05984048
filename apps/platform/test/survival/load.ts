import { randomText } from '@pinstripe/kernel';
import Stripe from 'stripe';
import { connect } from '../scenarios/world.ts';

/**
 * Merchants at work: clients that pay, refund, capture, save cards and are declined, one thing after the other, and that repeat each
 * request with its idempotency key until it is answered for good. What was acknowledged is kept, to be looked for.
 */
export interface Payment {
  payment_intent: string;
  outcome: 'paid' | 'captured' | 'declined';
  /** What the merchant received, before fees and refunds. */
  received: number;
  /** What was authorized and not captured. */
  released: number;
  charge: string;
  customer: string | null;
  /** The customer's first source, which two services make its default. */
  source: string | null;
  /** Given back, and by which refund. */
  refunded: number;
  refund: string | null;
}

/** Longer than an abandoned attempt is left to the process that began it, and a broker takes to come back. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 60;
const ANSWER_TIMEOUT_MS = 20_000;
/** A payment by card that is created and confirmed in one request. */
const AT_ONCE = { confirm: true, currency: 'usd', payment_method_types: ['card'] };

export class Load {
  readonly acknowledged: Payment[] = [];
  readonly stripe: Stripe;
  /** When requests were acknowledged, by the test's own stopwatch. */
  private readonly moments: number[] = [];
  private readonly clients: Promise<void>[];
  private stopped = false;

  constructor(
    url: string,
    private readonly random: () => number,
    client_count: number,
  ) {
    const key = `sk_test_${randomText(20)}`;
    this.stripe = connect(url, key, { maxNetworkRetries: 0, timeout: ANSWER_TIMEOUT_MS });
    this.clients = Array.from({ length: client_count }, () => this.work());
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

  private async work(): Promise<void> {
    while (!this.stopped) {
      const draw = this.random();
      if (draw < 0.55) await this.pay();
      else if (draw < 0.7) await this.refund(await this.pay());
      else if (draw < 0.9) await this.capture();
      else await this.decline();
    }
  }

  private async pay(): Promise<Payment> {
    const amount = this.amount();
    const { stripe } = this;
    const customer =
      this.random() < 0.2 ? await this.insist((key) => stripe.customers.create({}, key)) : null;
    const source =
      customer === null
        ? null
        : await this.insist((key) => stripe.customers.createSource(customer.id, { source: 'tok_visa' }, key));
    const params = { ...AT_ONCE, amount, payment_method: 'pm_card_visa' };
    const intent = await this.insist((key) =>
      stripe.paymentIntents.create({ ...params, ...(customer && { customer: customer.id }) }, key),
    );
    return this.record(intent, {
      outcome: 'paid',
      received: amount,
      customer: customer?.id ?? null,
      source: source?.id ?? null,
    });
  }

  private async refund(payment: Payment): Promise<void> {
    const amount = 1 + Math.floor(this.random() * payment.received);
    const refund = await this.insist((key) =>
      this.stripe.refunds.create({ payment_intent: payment.payment_intent, amount }, key),
    );
    payment.refunded = amount;
    payment.refund = refund.id;
  }

  private async capture(): Promise<void> {
    const amount = this.amount();
    const amount_to_capture = 1 + Math.floor(this.random() * amount);
    const { id } = await this.insist((key) =>
      this.stripe.paymentIntents.create(
        { ...AT_ONCE, amount, payment_method: 'pm_card_visa', capture_method: 'manual' },
        key,
      ),
    );
    const captured = await this.insist((key) =>
      this.stripe.paymentIntents.capture(id, { amount_to_capture }, key),
    );
    this.record(captured, {
      outcome: 'captured',
      received: amount_to_capture,
      released: amount - amount_to_capture,
    });
  }

  private async decline(): Promise<void> {
    const params = { ...AT_ONCE, amount: this.amount() };
    try {
      const paid = await this.insist((key) =>
        this.stripe.paymentIntents.create({ ...params, payment_method: 'pm_card_chargeDeclined' }, key),
      );
      throw new Error(`${paid.id} was not declined`);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
      this.record(error.payment_intent!, { outcome: 'declined', received: 0 });
    }
  }

  private record(
    intent: Stripe.PaymentIntent,
    told: Partial<Payment> & Pick<Payment, 'outcome' | 'received'>,
  ): Payment {
    const payment: Payment = {
      payment_intent: intent.id,
      charge: intent.latest_charge as string,
      released: 0,
      customer: null,
      source: null,
      refunded: 0,
      refund: null,
      ...told,
    };
    this.acknowledged.push(payment);
    return payment;
  }

  private amount(): number {
    return 100 + Math.floor(this.random() * 10_000);
  }

  private async insist<T>(ask: (options: Stripe.RequestOptions) => Promise<T>): Promise<T> {
    const answer = await insist(ask);
    this.moments.push(performance.now());
    return answer;
  }
}

/** Asks with one idempotency key until the answer is final. @throws the error that is final. */
export async function insist<T>(
  ask: (options: Stripe.RequestOptions) => Promise<T>,
  idempotencyKey = randomText(16),
): Promise<T> {
  const give_up_at = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask({ idempotencyKey });
    } catch (error) {
      if (isFinal(error) || performance.now() > give_up_at) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** As the SDK has it: what was not answered, conflicts, limits and failures of the server are worth another try. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return true;
  const { statusCode = 0 } = error;
  return statusCode !== 0 && statusCode !== 409 && statusCode !== 429 && statusCode < 500;
}

/** Numbers in [0, 1) that a seed determines (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
