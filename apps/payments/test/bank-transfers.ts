import type { JsonObject } from '@pinstripe/kernel';
import type { MoneyWorld } from './money-world.ts';

/** What the tests of bank transfers do, in the world that they have open. */
export function transferring(world: () => MoneyWorld) {
  const fund = (amount: number, params: object = {}) =>
    world().ok('POST /v1/test_helpers/customers/{customer}/fund_cash_balance', ['cus_1'], {
      amount,
      currency: 'usd',
      ...params,
    });
  return {
    fund,
    reverse: (amount: number) => fund(amount, { reference: 'reversal_1' }),
    available: async (currency = 'usd') => {
      const balance = await world().ok('GET /v1/customers/{customer}/cash_balance', ['cus_1']);
      return ((balance['available'] ?? {}) as Record<string, number>)[currency] ?? 0;
    },
    setMode: (reconciliation_mode: string) =>
      world().ok('POST /v1/customers/{customer}/cash_balance', ['cus_1'], {
        settings: { reconciliation_mode },
      }),
    transactions: async () =>
      (await world().ok('GET /v1/customers/{customer}/cash_balance_transactions', ['cus_1'], { limit: 100 }))[
        'data'
      ] as JsonObject[],
    /** An intent of a bank transfer, confirmed. */
    pay: (amount: number, params: object = {}) =>
      world().call('POST /v1/payment_intents', [], {
        amount,
        confirm: true,
        currency: 'usd',
        customer: 'cus_1',
        payment_method_data: { type: 'customer_balance' },
        payment_method_options: {
          customer_balance: { bank_transfer: { type: 'us_bank_transfer' }, funding_type: 'bank_transfer' },
        },
        payment_method_types: ['customer_balance'],
        ...params,
      }),
    intent: (id: unknown) => world().ok('GET /v1/payment_intents/{intent}', [id as string]),
    cancel: (id: unknown) => world().call('POST /v1/payment_intents/{intent}/cancel', [id as string]),
    update: (id: unknown, params: object) =>
      world().call('POST /v1/payment_intents/{intent}', [id as string], params),
    confirm: (id: unknown, params: object = {}) =>
      world().call('POST /v1/payment_intents/{intent}/confirm', [id as string], params),
    apply: (id: unknown, params: object = {}) =>
      world().call('POST /v1/payment_intents/{intent}/apply_customer_balance', [id as string], params),
    refund: (params: object) => world().call('POST /v1/refunds', [], params),
    /** What the ledger has in the accounts whose names begin so, by currency. */
    inLedger: async (name: string): Promise<Record<string, number>> => {
      const rows = await world().service.runtime.database.query<{ currency: string; amount: number }>({
        text:
          'select currency, sum(amount)::bigint as amount from ledger_lines ' +
          'where account = $1 and starts_with(name, $2) group by currency',
        values: [world().account, name],
      });
      return Object.fromEntries(rows.map(({ currency, amount }) => [currency, amount]));
    },
  };
}

/** What an intent shows of the transfers that it waits for. */
export function shown({ next_action }: JsonObject) {
  return (next_action as { display_bank_transfer_instructions: JsonObject } | null)
    ?.display_bank_transfer_instructions;
}

export const CUSTOMER = {
  id: 'cus_1',
  object: 'customer',
  address: null,
  email: 'jenny@example.com',
} as const;
