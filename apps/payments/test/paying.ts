import type { JsonObject } from '@pinstripe/kernel';
import type { MoneyWorld } from './money-world.ts';

/** A way to pay by anything. */
export interface Way {
  type: string;
  currency: string;
  amount?: number;
  hash?: object;
  billing_details?: object;
  capture_method?: string;
  mandate_data?: object;
  /** Stands for what else would be said of the payment method. */
  payment_method?: string;
}

/** A payment that has begun. */
export interface Started {
  id: string;
  secret: string;
  /** Where its payer acts. */
  page: string | null;
}

export const mandate_data = {
  customer_acceptance: { type: 'online', online: { ip_address: '192.0.2.1', user_agent: 'a browser' } },
};

export const sum = (of: readonly JsonObject[], field: string) =>
  of.reduce((total, each) => total + (each[field] as number), 0);

/** Payments in a world, and what their payers do. */
export const paying = (world: () => MoneyWorld) => ({
  /** `others` are the types by which it can be paid as well. */
  async pay(way: Way, others: readonly string[] = []): Promise<Started> {
    const { type, currency, amount = 2000, hash = {}, billing_details, ...params } = way;
    const { payment_method } = params;
    const payment_method_data = { type, [type]: hash, billing_details };
    const intent = await world().ok('POST /v1/payment_intents', [], {
      ...params,
      ...(payment_method === undefined ? { payment_method_data } : {}),
      amount,
      currency,
      confirm: true,
      payment_method_types: others.includes(type) ? others : [...others, type],
      return_url: 'https://example.com',
    });
    const { type: next, ...shapes } = (intent['next_action'] ?? {}) as { type?: string };
    const shape = (shapes as Record<string, Record<string, string>>)[next ?? ''] ?? {};
    return {
      id: intent['id'] as string,
      secret: intent['client_secret'] as string,
      page: shape['url'] ?? shape['hosted_voucher_url'] ?? shape['hosted_instructions_url'] ?? null,
    };
  },

  async onPage({ page, secret }: Started, outcome: 'failed' | 'succeeded') {
    if (page === null) return;
    const source = new URL(page).searchParams.get('source')!;
    await world().call(
      'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
      [world().account, source],
      { client_secret: secret, outcome },
    );
  },
});
