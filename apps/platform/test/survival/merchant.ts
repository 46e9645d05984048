import type Stripe from 'stripe';
import type { Acknowledged } from './acknowledged.ts';
import { insist, notYet } from './insist.ts';

const SHOP = 'https://shop.example/';

/** What a merchant does, from its beginning to what it is told of the end. */
export type Deal = (merchant: Merchant) => Promise<void>;

/** A merchant at work, and the payers on its pages: they repeat each request with its idempotency key until it is answered for good. */
export class Merchant {
  constructor(
    readonly stripe: Stripe,
    readonly acknowledged: Acknowledged,
    private readonly random: () => number,
    private readonly onAnswer: () => void,
  ) {}

  amount(): number {
    return 100 + Math.floor(this.random() * 10_000);
  }

  partOf(amount: number): number {
    return 1 + Math.floor(this.random() * amount);
  }

  async insist<T>(ask: (options: Stripe.RequestOptions) => Promise<T>): Promise<T> {
    const answer = await insist(ask);
    this.onAnswer();
    return answer;
  }

  customer(): Promise<Stripe.Customer> {
    return this.insist((key) => this.stripe.customers.create({ email: 'jenny@example.com' }, key));
  }

  /** A confirmed payment; what is told of its being made is the same for all. */
  async pay(params: Partial<Stripe.PaymentIntentCreateParams>): Promise<Stripe.PaymentIntent> {
    const { acknowledged, stripe } = this;
    const asked = { amount: this.amount(), currency: 'usd', confirm: true, return_url: SHOP, ...params };
    const made = await this.insist((key) => stripe.paymentIntents.create(asked, key));
    acknowledged.payments += 1;
    acknowledged.told(made.id, 'payment_intent.created');
    return made;
  }

  /** What becomes of an intent that does not wait for its payer any more. */
  async found({ id }: Stripe.PaymentIntent): Promise<Stripe.PaymentIntent> {
    return this.insist(async () => {
      const intent = await this.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      if (intent.next_action !== null) throw notYet(`${id} waits for its payer`);
      return intent;
    });
  }

  /** The payer chooses on the page to which an intent leads, until the page leads back to the shop. */
  async choose(
    { next_action }: Stripe.PaymentIntent | Stripe.SetupIntent,
    outcome: 'failed' | 'succeeded',
  ): Promise<void> {
    const { url } = next_action!.redirect_to_url!;
    await this.insist(async () => {
      const body = new URLSearchParams({ outcome });
      const sent = fetch(url!, { method: 'POST', body, redirect: 'manual' });
      const answer = await sent.catch((error: unknown) => {
        throw notYet(String(error));
      });
      if (!answer.headers.get('location')?.startsWith(SHOP)) throw notYet(await answer.text());
    });
  }
}
