import { DAY, MINUTE } from '@pinstripe/kernel';
import type { MoneyWorld } from './money-world.ts';
import type { Seen } from './watch.ts';
import { mandate_data } from './paying.ts';
import { billing_details, paramsOf, type WayToPay } from './ways-to-pay.ts';

/** One step of a history: which of what is there it is about, and how much. */
export interface Step {
  way: WayToPay;
  amount: number;
  which: number;
}

type Deed = (world: MoneyWorld, step: Step, seen: Seen) => Promise<unknown>;

const NONE = 'none';
const one = <T>(of: readonly T[], which: number): T | undefined => of[which % Math.max(of.length, 1)];
const idOf = (of: readonly { id: string }[], which: number) => one(of, which)?.id ?? NONE;

/** An answer that is an error is the API's own: whatever the state of things does not allow is refused, and moves nothing. */
async function ask(world: MoneyWorld, operation: string, ids: string[], params: object = {}): Promise<void> {
  const [status, body] = await world.call(operation, ids, params);
  if (![200, 400, 402, 404].includes(status))
    throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
}

const pay = (world: MoneyWorld, { way, amount }: Pick<Step, 'amount' | 'way'>) =>
  ask(world, 'POST /v1/payment_intents', [], paramsOf(way, amount));

const onIntent =
  (action: string, paramsFor: (amount: number) => object = () => ({})): Deed =>
  (world, { amount, which }, { intents }) =>
    ask(world, `POST /v1/payment_intents/{intent}${action}`, [idOf(intents, which)], paramsFor(amount));

const onPage =
  (outcome: 'failed' | 'succeeded'): Deed =>
  async (world, { which }, { intents }) => {
    const waiting = intents.filter(({ next_action }) => next_action !== null);
    const intent = one(waiting, which);
    const source = /[?&]source=(\w+)/.exec(JSON.stringify(intent?.next_action ?? null))?.[1];
    if (source === undefined) return;
    await ask(
      world,
      'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
      [world.account, source],
      { client_secret: intent!.client_secret, outcome },
    );
  };

/** What can be done to payments. */
export const payment_deeds = {
  authorize: onPage('succeeded'),
  refuse: onPage('failed'),
  capture: onIntent('/capture'),
  capture_part: onIntent('/capture', (amount_to_capture) => ({ amount_to_capture })),
  capture_some: onIntent('/capture', (amount) => ({
    amount_to_capture: Math.ceil(amount / 5),
    final_capture: false,
  })),
  increment: onIntent('/increment_authorization', (amount) => ({ amount: amount + 1000 })),
  cancel: onIntent('/cancel'),
  change_amount: onIntent('', (amount) => ({ amount })),
  pay_otherwise: onIntent('/confirm', () => ({ payment_method: 'pm_card_visa' })),
  pay_by_debit: onIntent('/confirm', () => ({
    mandate_data,
    payment_method_data: {
      type: 'sepa_debit',
      sepa_debit: { iban: 'DE78370400440532013004' },
      billing_details,
    },
  })),
  take_any: onIntent('', () => ({ payment_method_types: ['card', 'sepa_debit'] })),
  refund: (world, { which }, { charges }) =>
    ask(world, 'POST /v1/refunds', [], { charge: idOf(charges, which) }),
  refund_part: (world, { amount, which }, { charges }) =>
    ask(world, 'POST /v1/refunds', [], { charge: idOf(charges, which), amount: Math.ceil(amount / 3) }),
  refund_fraud: (world, { which }, { charges }) =>
    ask(world, 'POST /v1/refunds', [], { charge: idOf(charges, which), reason: 'fraudulent' }),
  cancel_refund: (world, { which }, { refunds }) =>
    ask(world, 'POST /v1/refunds/{refund}/cancel', [idOf(refunds, which)]),
  expire_refund: (world, { which }, { refunds }) =>
    ask(world, 'POST /v1/test_helpers/refunds/{refund}/expire', [idOf(refunds, which)]),
  answer_refund: (world, { amount, which }, { refunds }) =>
    ask(world, 'POST /pinstripe/refunds/{refund}/bank_account', [idOf(refunds, which)], {
      account_number: amount % 2 === 0 ? '000123456789' : '000111111113',
    }),
  wait: (world) => world.advance(MINUTE),
  wait_longer: (world, { which }) => world.advance(which * DAY),
} satisfies Record<string, Deed>;

const contest =
  (uncategorized_text: string, submit = true): Deed =>
  (world, { which }, { disputes }) =>
    ask(world, 'POST /v1/disputes/{dispute}', [idOf(disputes, which)], {
      evidence: { enhanced_evidence: '', uncategorized_text },
      submit,
    });

/** What can be done about disputes. */
export const dispute_deeds = {
  win: contest('winning_evidence'),
  lose: contest('losing_evidence'),
  escalate: contest('escalate_inquiry_evidence'),
  argue: contest('it was a bargain'),
  stage: contest('winning_evidence', false),
  close: (world, { which }, { disputes }) =>
    ask(world, 'POST /v1/disputes/{dispute}/close', [idOf(disputes, which)]),
} satisfies Record<string, Deed>;

const customer = { currency: 'usd', customer: 'cus_1' };

/** What can be done by the Charges API, and with a customer's cash. */
export const account_deeds = {
  pay,
  charge: (world, { amount, which }) => {
    const source = one(['tok_visa', 'tok_createDispute', 'tok_refundFail', 'btok_us_verified'], which);
    return ask(world, 'POST /v1/charges', [], { amount, currency: 'usd', source });
  },
  charge_later: (world, { amount }) =>
    ask(world, 'POST /v1/charges', [], { amount, currency: 'usd', source: 'tok_visa', capture: false }),
  fail_late: (world, { amount, which }) => {
    const source = one(['btok_us_verified_noAccount', 'btok_us_verified_debitNotAuthorized'], which);
    return ask(world, 'POST /v1/charges', [], { amount, currency: 'usd', source });
  },
  capture_charge: (world, { amount, which }, { charges }) =>
    ask(world, 'POST /v1/charges/{charge}/capture', [idOf(charges, which)], {
      amount: Math.ceil(amount / 2),
    }),
  fund: (world, { amount }) => fund(world, amount),
  reverse: (world, { amount }) => fund(world, amount, 'reversal_1'),
  transfer: (world, { amount }) =>
    ask(world, 'POST /v1/payment_intents', [], {
      ...customer,
      amount,
      confirm: true,
      payment_method_data: { type: 'customer_balance' },
      payment_method_options: {
        customer_balance: { bank_transfer: { type: 'us_bank_transfer' }, funding_type: 'bank_transfer' },
      },
      payment_method_types: ['customer_balance'],
    }),
  apply: onIntent('/apply_customer_balance', (amount) => ({ amount })),
  refund_cash: (world, { amount }) =>
    ask(world, 'POST /v1/refunds', [], { ...customer, amount, origin: 'customer_balance' }),
} satisfies Record<string, Deed>;

function fund(world: MoneyWorld, amount: number, reference?: string) {
  return ask(world, 'POST /v1/test_helpers/customers/{customer}/fund_cash_balance', ['cus_1'], {
    amount,
    currency: 'usd',
    ...(reference === undefined ? {} : { reference }),
  });
}
