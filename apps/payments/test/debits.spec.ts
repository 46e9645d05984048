import { DAY, type JsonObject } from '@pinstripe/kernel';
import fc from 'fast-check';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

/** The bank has said what there is to say. */
const DECIDED = 10;
/** Seven business days, the weekends between them, and what is left of today. */
const SETTLED = 14 * DAY;

const debit = (source = 'btok_us_verified', amount = 2000) =>
  world.ok('POST /v1/charges', [], { amount, currency: 'usd', source });
const chargeOf = (id: unknown) => world.ok('GET /v1/charges/{charge}', [id as string]);

describe('a charge of a bank account', () => {
  it('is pending, then succeeds, and is available after seven business days', async () => {
    const charge = await debit();
    expect(charge).toMatchObject({
      id: expect.stringMatching(/^py_/),
      amount_captured: 2000,
      balance_transaction: expect.stringMatching(/^txn_/),
      captured: true,
      paid: false,
      payment_method: expect.stringMatching(/^ba_/),
      payment_method_details: {
        ach_debit: { account_holder_type: 'individual', last4: '6789', routing_number: '110000000' },
        type: 'ach_debit',
      },
      source: { object: 'bank_account', status: 'verified' },
      status: 'pending',
    });
    expect(await world.events()).toEqual(['charge.pending']);
    expect(await world.balance()).toEqual({ available: 0, pending: 1984 });
    await world.advance(DECIDED);
    expect(await chargeOf(charge['id'])).toMatchObject({ paid: true, status: 'succeeded' });
    expect(await world.events()).toEqual(['charge.succeeded']);
    await world.advance(SETTLED);
    expect(await world.balance()).toEqual({ available: 1984, pending: 0 });
    const { available } = await world.ok('GET /v1/balance', []);
    expect(available).toEqual([
      { amount: 1984, currency: 'usd', source_types: { bank_account: 1984, card: 0 } },
    ]);
  });

  it.each`
    source                                   | failure_code
    ${'btok_us_verified_noAccount'}          | ${'no_account'}
    ${'btok_us_verified_accountClosed'}      | ${'account_closed'}
    ${'btok_us_verified_insufficientFunds'}  | ${'insufficient_funds'}
    ${'btok_us_verified_debitNotAuthorized'} | ${'debit_not_authorized'}
    ${'btok_us_verified_invalidCurrency'}    | ${'invalid_currency'}
  `(
    'fails with $failure_code, and its money is taken back, the fee with it',
    async ({ source, failure_code }) => {
      const { id, balance_transaction } = await debit(source as string);
      await world.advance(DECIDED);
      expect(await world.events()).toEqual(['charge.pending', 'charge.failed']);
      const failed = await chargeOf(id);
      expect(failed).toMatchObject({
        amount_captured: 0,
        balance_transaction,
        failure_balance_transaction: expect.stringMatching(/^txn_/),
        failure_code,
        failure_message: expect.any(String),
        paid: false,
        status: 'failed',
      });
      expect(await world.list('GET /v1/balance_transactions', { source: id })).toMatchObject([
        {
          id: failed['failure_balance_transaction'],
          amount: -2000,
          net: -1984,
          reporting_category: 'charge_failure',
          type: 'payment_failure_refund',
        },
        { id: balance_transaction, amount: 2000, fee: 16, net: 1984, type: 'payment' },
      ]);
      expect(await world.balance()).toEqual({ available: 0, pending: 0 });
      await world.advance(SETTLED);
      expect(await world.balance()).toEqual({ available: 0, pending: 0 });
    },
  );

  it('is found by its id, as its refund is', async () => {
    const { id } = await debit();
    await world.advance(DECIDED);
    const { id: refund } = await world.ok('POST /v1/refunds', [], { charge: id });
    const ids = [id, refund] as string[];
    expect(await world.service.objects({ ...world.context, ids })).toMatchObject({
      [id as string]: { object: 'charge' },
      [refund as string]: { object: 'refund' },
    });
  });

  it('costs no more than five dollars', async () => {
    const { balance_transaction } = await debit('btok_us_verified', 1_000_000);
    expect(
      await world.ok('GET /v1/balance_transactions/{id}', [balance_transaction as string]),
    ).toMatchObject({ fee: 500 });
  });

  it('is refunded, and the refund is pending first', async () => {
    const { id } = await debit();
    const refund = (amount: number) => world.ok('POST /v1/refunds', [], { amount, charge: id });
    const waiting = await refund(300);
    expect(await world.balance()).toEqual({ available: 0, pending: 1984 });
    await world.advance(SETTLED);
    expect(await world.balance()).toEqual({ available: 1684, pending: 0 });
    const refunded = await refund(500);
    expect(refunded).toMatchObject({ id: expect.stringMatching(/^pyr_/), status: 'pending' });
    expect(await world.balance()).toEqual({ available: 1184, pending: 0 });
    await world.advance(DECIDED);
    for (const { id: refund, amount } of [waiting, refunded]) {
      expect(await world.ok('GET /v1/refunds/{refund}', [refund as string])).toMatchObject({
        destination_details: {
          type: 'us_bank_transfer',
          us_bank_transfer: { reference_status: 'available' },
        },
        status: 'succeeded',
      });
      expect(await world.list('GET /v1/balance_transactions', { source: refund })).toMatchObject([
        { amount: -(amount as number), type: 'payment_refund', reporting_category: 'refund' },
      ]);
    }
  });

  it('is refunded within ninety days', async () => {
    const { id } = await debit();
    await world.advance(91 * DAY);
    expect(await world.error('POST /v1/refunds', [], { charge: id })).toMatchObject([
      400,
      { code: 'charge_not_refundable' },
    ]);
  });

  it.each<[object, object]>([
    [{ currency: 'eur' }, { code: 'payment_method_currency_mismatch', param: 'currency' }],
    [{ capture: false }, { param: 'capture' }],
  ])('is not made with %j', async (params, error) => {
    const asked = { amount: 2000, currency: 'usd', source: 'btok_us_verified', ...params };
    expect(await world.error('POST /v1/charges', [], asked)).toMatchObject([400, error]);
  });

  it('is not made of one that is not verified, whose token is still good', async () => {
    const bank_account = { account_number: '000123456789', country: 'US', routing_number: '110000000' };
    const { id: source } = await world.ok('POST /v1/tokens', [], { bank_account });
    expect(
      await world.error('POST /v1/charges', [], { amount: 2000, currency: 'usd', source }),
    ).toMatchObject([
      400,
      {
        code: 'bank_account_declined',
        message: "The customer's bank account must be verified in order to create an ACH payment.",
      },
    ]);
    expect(await world.ok('GET /v1/tokens/{token}', [source as string])).toMatchObject({ used: false });
  });

  it('is made of its customer’s default source, and of nobody else’s', async () => {
    world.customers = { cus_1: { id: 'cus_1', object: 'customer', default_source: 'ba_none' } };
    const { id } = await world.ok('POST /v1/customers/{customer}/sources', ['cus_1'], {
      source: 'btok_us_verified',
    });
    world.customers = { cus_1: { id: 'cus_1', object: 'customer', default_source: id! } };
    const charge = (params: object) =>
      world.call('POST /v1/charges', [], { amount: 2000, currency: 'usd', ...params });
    expect(await charge({ customer: 'cus_1' })).toMatchObject([200, { customer: 'cus_1', source: { id } }]);
    expect(await charge({ source: id })).toMatchObject([400, { error: { code: 'parameter_missing' } }]);
  });
});

it('conserves money over any history of debits, cards, failures and refunds', async () => {
  const sources = fc.constantFrom('btok_us_verified', 'btok_us_verified_insufficientFunds', 'tok_visa');
  const amounts = fc.integer({ min: 50, max: 100_000 });
  const steps = fc.oneof(
    fc.record({ does: fc.constant('charge' as const), source: sources, amount: amounts }),
    fc.record({ does: fc.constant('refund' as const), which: fc.nat(), amount: amounts }),
    fc.record({ does: fc.constant('wait' as const), days: fc.integer({ min: 0, max: 10 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (history) => {
      world.begin();
      const made: JsonObject[] = [];
      for (const step of history) {
        if (step.does === 'charge') made.push(await debit(step.source, step.amount));
        else if (step.does === 'wait') await world.advance(step.days * DAY + DECIDED);
        else if (made.length > 0) {
          const { id } = made[step.which % made.length]!;
          const [status] = await world.call('POST /v1/refunds', [], { charge: id, amount: step.amount });
          expect([200, 400, 501]).toContain(status);
        }
        await world.balance();
      }
      await world.advance(SETTLED);
      const charges = await world.list('GET /v1/charges', { limit: 100 });
      const transactions = await world.list('GET /v1/balance_transactions', { limit: 100 });
      const sum = (each: readonly JsonObject[], field: string) =>
        each.reduce((total, object) => total + (object[field] as number), 0);
      expect(charges.every(({ status }) => status === 'succeeded' || status === 'failed')).toBe(true);
      const taken = sum(charges, 'amount_captured') - sum(charges, 'amount_refunded');
      expect(sum(transactions, 'amount')).toBe(taken);
      expect(await world.balance()).toEqual({ available: taken - sum(transactions, 'fee'), pending: 0 });
    }),
    { numRuns: 15 },
  );
});
