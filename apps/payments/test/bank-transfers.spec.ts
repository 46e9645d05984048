import type { JsonObject } from '@pinstripe/kernel';
import { CUSTOMER, shown, transferring } from './bank-transfers.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  world.customers = { cus_1: CUSTOMER };
});

const {
  apply,
  available,
  cancel,
  confirm,
  fund,
  inLedger,
  intent,
  pay,
  refund,
  setMode,
  transactions,
  update,
} = transferring(() => world);

const MOVED = 'customer_cash_balance_transaction.created';
const NO_FUNDING = { payment_method_options: undefined };

describe('a payment from a cash balance', () => {
  it('is made at once when the balance covers it', async () => {
    await fund(5000);
    await world.told();
    const [status, paid] = await pay(2000, NO_FUNDING);
    expect([status, paid]).toMatchObject([
      200,
      { amount_received: 2000, next_action: null, status: 'succeeded' },
    ]);
    expect(await available()).toBe(3000);
    const charge = await world.ok('GET /v1/charges/{charge}', [paid['latest_charge'] as string]);
    expect(charge).toMatchObject({
      id: expect.stringMatching(/^py_/),
      amount_captured: 2000,
      captured: true,
      customer: 'cus_1',
      paid: true,
      payment_intent: paid['id'],
      payment_method: expect.stringMatching(/^pm_/),
      payment_method_details: { customer_balance: {}, type: 'customer_balance' },
      status: 'succeeded',
    });
    const [booked] = await world.list('GET /v1/balance_transactions');
    expect(booked).toMatchObject({
      id: charge['balance_transaction'],
      amount: 2000,
      reporting_category: 'charge',
      source: charge['id'],
      status: 'available',
      type: 'payment',
    });
    expect(await world.balance()).toEqual({ available: booked!['net'], pending: 0 });
    expect(await world.events()).toEqual([
      'payment_intent.created',
      MOVED,
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    expect(await inLedger('payment_intent:')).toEqual({ usd: 0 });
  });

  it('fails when the balance does not, and nobody was asked to fund it', async () => {
    await fund(1999);
    await world.told();
    const [status, { error }] = await pay(2000, NO_FUNDING);
    expect([status, error]).toMatchObject([
      402,
      {
        code: 'payment_intent_payment_attempt_failed',
        payment_intent: {
          last_payment_error: { code: 'payment_intent_payment_attempt_failed' },
          status: 'requires_payment_method',
        },
      },
    ]);
    expect(await available()).toBe(1999);
    expect(await world.events()).toEqual(['payment_intent.created', 'payment_intent.payment_failed']);
  });

  it('waits for transfers when the client has said so', async () => {
    await fund(500);
    await world.told();
    const [, waiting] = await pay(2000);
    expect(waiting).toMatchObject({ amount_received: 0, latest_charge: null, status: 'requires_action' });
    expect(shown(waiting)).toEqual({
      amount_remaining: 1500,
      currency: 'usd',
      financial_addresses: [
        expect.objectContaining({ supported_networks: ['ach', 'domestic_wire_us'], type: 'aba' }),
        expect.objectContaining({ supported_networks: ['swift'], type: 'swift' }),
      ],
      hosted_instructions_url: expect.stringContaining('/pm-redirects/bank_transfer?merchant='),
      reference: expect.stringMatching(/^\w{12}$/),
      type: 'us_bank_transfer',
    });
    expect(await available()).toBe(0);
    expect(await world.events()).toEqual(['payment_intent.created', MOVED, 'payment_intent.requires_action']);
    expect(await inLedger('payment_intent:')).toEqual({ usd: 500 });
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });

    await fund(700);
    expect(shown(await intent(waiting['id']))).toMatchObject({ amount_remaining: 800 });
    expect(await world.events()).toEqual([MOVED, MOVED, 'payment_intent.partially_funded']);

    await fund(1000);
    expect(await intent(waiting['id'])).toMatchObject({
      amount_received: 2000,
      next_action: null,
      status: 'succeeded',
    });
    expect(await available()).toBe(200);
    expect(await world.events()).toEqual([
      MOVED,
      MOVED,
      'charge.succeeded',
      'payment_intent.succeeded',
      'cash_balance.funds_available',
    ]);
    expect((await transactions()).map(({ net_amount, type }) => [type, net_amount])).toEqual([
      ['applied_to_payment', -800],
      ['funded', 1000],
      ['applied_to_payment', -700],
      ['funded', 700],
      ['applied_to_payment', -500],
      ['funded', 500],
    ]);
    expect(await inLedger('payment_intent:')).toEqual({ usd: 0 });
  });

  it.each<[object, object]>([
    [{ customer: undefined }, { code: 'parameter_missing', param: 'customer' }],
    [
      { payment_method_options: { customer_balance: { funding_type: 'bank_transfer' } } },
      { param: 'payment_method_options[customer_balance][bank_transfer][type]' },
    ],
    [
      {
        currency: 'eur',
        payment_method_options: {
          customer_balance: { bank_transfer: { type: 'eu_bank_transfer' }, funding_type: 'bank_transfer' },
        },
      },
      { param: 'payment_method_options[customer_balance][bank_transfer][eu_bank_transfer][country]' },
    ],
    [{ capture_method: 'manual' }, {}],
    [{ currency: 'cad' }, {}],
  ])('is not made with %j', async (params, error) => {
    expect(await pay(2000, params)).toMatchObject([400, { error }]);
  });

  it('of an intent that leaves its types to the platform is funded near its customer', async () => {
    world.customers = { cus_1: { ...CUSTOMER, address: { country: 'NL' } } };
    const { id: payment_method_configuration } = await world.ok(
      'POST /v1/payment_method_configurations',
      [],
      {
        customer_balance: { display_preference: { preference: 'on' } },
      },
    );
    const [, waiting] = await pay(2000, {
      automatic_payment_methods: { enabled: true },
      currency: 'eur',
      payment_method_configuration,
      payment_method_options: undefined,
      payment_method_types: undefined,
      return_url: 'https://example.com/paid',
    });
    expect(shown(waiting)).toMatchObject({
      financial_addresses: [{ iban: { country: 'NL' } }],
      type: 'eu_bank_transfer',
    });
  });

  it('asks for no reference in Japan', async () => {
    const customer_balance = { bank_transfer: { type: 'jp_bank_transfer' }, funding_type: 'bank_transfer' };
    const [, waiting] = await pay(2000, { currency: 'jpy', payment_method_options: { customer_balance } });
    expect(shown(waiting)).toMatchObject({ reference: null });
    await fund(2000, { currency: 'jpy', reference: 'whatever' });
    expect(await intent(waiting['id'])).toMatchObject({ status: 'succeeded' });
  });
});

describe('money that comes in', () => {
  const waitFor = async (amount: number) => (await pay(amount))[1];

  it('pays what its reference names', async () => {
    const [older, newer] = [await waitFor(1000), await waitFor(1000)];
    await fund(1000, { reference: `for ${shown(newer)!['reference'] as string}` });
    expect(await intent(older['id'])).toMatchObject({ status: 'requires_action' });
    expect(await intent(newer['id'])).toMatchObject({ status: 'succeeded' });
  });

  it('pays several, and then the oldest in part', async () => {
    const made: JsonObject[] = [];
    for (const amount of [1000, 400, 300, 5000]) made.push(await waitFor(amount));
    const statuses = () =>
      Promise.all(made.map(async ({ id }) => (await intent(id))['status'] === 'succeeded'));
    await fund(700);
    expect(await statuses()).toEqual([false, true, true, false]);
    await world.told();
    await fund(1100);
    expect(await statuses()).toEqual([true, true, true, false]);
    expect(shown(await intent(made[3]!['id']))).toMatchObject({ amount_remaining: 4900 });
    expect(await world.events()).toEqual([
      MOVED,
      MOVED,
      'charge.succeeded',
      'payment_intent.succeeded',
      MOVED,
      'payment_intent.partially_funded',
    ]);
  });

  it('stays where it is in manual mode, until the client applies it', async () => {
    await setMode('manual');
    await fund(1500);
    const waiting = await waitFor(2000);
    expect(shown(waiting)).toMatchObject({ amount_remaining: 2000 });
    await world.told();
    await fund(100);
    expect(await world.events()).toEqual([MOVED, 'cash_balance.funds_available']);
    const { id } = waiting;
    expect(await apply(id, { amount: 2001 })).toMatchObject([400, { error: { param: 'amount' } }]);
    expect(await apply(id)).toMatchObject([
      400,
      { error: { code: 'balance_insufficient', param: 'amount' } },
    ]);
    expect(await apply(id, { currency: 'eur' })).toMatchObject([400, { error: { param: 'currency' } }]);
    const [, partly] = await apply(id, { amount: 600, currency: 'usd' });
    expect([partly['status'], shown(partly)!['amount_remaining']]).toEqual(['requires_action', 1400]);
    await fund(900);
    await world.told();
    expect(await apply(id)).toMatchObject([200, { amount_received: 2000, status: 'succeeded' }]);
    expect(await available()).toBe(500);
    expect(await world.events()).toEqual([MOVED, 'charge.succeeded', 'payment_intent.succeeded']);
    expect(await apply(id)).toMatchObject([400, { error: { code: 'payment_intent_unexpected_state' } }]);
  });

  it('is applied to an intent that nobody has confirmed', async () => {
    const [, unconfirmed] = await pay(2000, { confirm: false, payment_method_data: undefined });
    expect(unconfirmed).toMatchObject({ status: 'requires_payment_method' });
    await fund(2500);
    expect(await intent(unconfirmed['id'])).toMatchObject({ status: 'requires_payment_method' });
    const [, partly] = await apply(unconfirmed['id'], { amount: 500 });
    expect(partly).toMatchObject({ status: 'requires_action' });
    expect(shown(partly)).toMatchObject({ amount_remaining: 1500 });
    expect(await apply(unconfirmed['id'])).toMatchObject([200, { status: 'succeeded' }]);
  });

  it('is not applied to what cannot be paid by it', async () => {
    const [, by_card] = await pay(2000, {
      confirm: false,
      payment_method_data: undefined,
      payment_method_options: undefined,
      payment_method_types: ['card'],
    });
    await fund(2500);
    const error = { code: 'payment_intent_unexpected_state' };
    expect(await apply(by_card['id'])).toMatchObject([400, { error }]);
  });
});

describe('an intent that was funded in part', () => {
  const partly = async (amount = 2000, funds = 500) => {
    const [, waiting] = await pay(amount);
    await fund(funds);
    await world.told();
    return waiting;
  };

  it('gives back what it has when it is canceled, and others get it', async () => {
    const { id } = await partly();
    const [, other] = await pay(1000);
    await world.told();
    expect(await cancel(id)).toMatchObject([200, { amount_received: 0, status: 'canceled' }]);
    expect(shown(await intent(other['id']))).toMatchObject({ amount_remaining: 500 });
    expect((await transactions()).slice(0, 2)).toMatchObject([
      { applied_to_payment: { payment_intent: other['id'] }, net_amount: -500 },
      { net_amount: 500, type: 'unapplied_from_payment', unapplied_from_payment: { payment_intent: id } },
    ]);
    expect(await world.events()).toEqual([
      MOVED,
      'payment_intent.canceled',
      MOVED,
      'payment_intent.partially_funded',
    ]);
    expect(await inLedger(`payment_intent:${id as string}`)).toEqual({ usd: 0 });
  });

  it('takes less when its amount is changed and it is confirmed again', async () => {
    const { id } = await partly();
    const [, updated] = await update(id, { amount: 450 });
    expect(updated).toMatchObject({ amount: 450, next_action: null, status: 'requires_confirmation' });
    expect(await available()).toBe(500);
    expect(await confirm(id)).toMatchObject([200, { amount_received: 450, status: 'succeeded' }]);
    expect(await available()).toBe(50);
  });

  it('keeps what it has when nothing of that is changed, and when it is confirmed again', async () => {
    const { id } = await partly();
    expect(await update(id, { metadata: { order: '7' } })).toMatchObject([
      200,
      { status: 'requires_action' },
    ]);
    const [, again] = await confirm(id);
    expect(shown(again)).toMatchObject({ amount_remaining: 1500 });
    expect(await available()).toBe(0);
    await fund(1500);
    expect(await intent(id)).toMatchObject({ status: 'succeeded' });
  });

  it('gives back what it has when it is paid otherwise', async () => {
    const [, { id }] = await pay(2000, { payment_method_types: ['card', 'customer_balance'] });
    await fund(500);
    expect(await confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject([
      200,
      { status: 'succeeded' },
    ]);
    expect(await available()).toBe(500);
    expect(await inLedger('payment_intent:')).toEqual({ usd: 0 });
  });
});

describe('a refund of a payment from a cash balance', () => {
  const paid = async () => {
    await fund(2000);
    const [, { id }] = await pay(2000);
    await world.told();
    return id;
  };

  it('asks its customer for an account, and lowers the balance', async () => {
    const payment_intent = await paid();
    const before = await world.balance();
    const [status, body] = await refund({ amount: 500, payment_intent });
    expect([status, body]).toMatchObject([
      200,
      {
        id: expect.stringMatching(/^pyr_/),
        destination_details: { type: 'us_bank_transfer' },
        instructions_email: 'jenny@example.com',
        next_action: { display_details: { email_sent: { email_sent_to: 'jenny@example.com' } } },
        payment_intent,
        status: 'requires_action',
      },
    ]);
    expect(await world.balance()).toEqual({ ...before, available: before.available - 500 });
    expect(await world.events()).toEqual(['refund.created', 'charge.refunded']);
    const id = body['id'] as string;
    await world.ok('POST /v1/refunds/{refund}/cancel', [id]);
    expect(await world.balance()).toEqual(before);
    expect(await world.ok('GET /v1/refunds/{refund}', [id])).toMatchObject({
      failure_balance_transaction: expect.stringMatching(/^txn_/),
      failure_reason: 'merchant_request',
      status: 'canceled',
    });
  });

  it('arrives, or fails when nobody answers', async () => {
    const payment_intent = await paid();
    const [, { id }] = await refund({ amount: 500, payment_intent, instructions_email: 'rosen@example.com' });
    const [, { id: other }] = await refund({ amount: 700, payment_intent });
    await world.ok('POST /pinstripe/refunds/{refund}/bank_account', [id as string], {
      account_number: '000123456789',
    });
    await world.advance(10);
    expect(await world.ok('GET /v1/refunds/{refund}', [id as string])).toMatchObject({
      destination_details: { us_bank_transfer: { reference_status: 'available' } },
      instructions_email: 'rosen@example.com',
      status: 'succeeded',
    });
    await world.told();
    await world.ok('POST /v1/test_helpers/refunds/{refund}/expire', [other as string]);
    expect(await world.events()).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
  });

  it('is not made where nobody can be asked', async () => {
    const payment_intent = await paid();
    world.customers = { cus_1: { ...CUSTOMER, email: null } };
    expect(await refund({ payment_intent })).toMatchObject([400, { error: { param: 'instructions_email' } }]);
  });
});

it('never leaves money beside a payment that waits for it, whoever comes first', async () => {
  for (let round = 0; round < 20; round++) {
    const [[, { id }]] = await Promise.all([pay(700), fund(700)]);
    expect(await intent(id)).toMatchObject({ status: 'succeeded' });
  }
  expect(await available()).toBe(0);
});
