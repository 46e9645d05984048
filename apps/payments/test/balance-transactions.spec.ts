import { type Balance, balance, LedgerTables1700000001000 } from '@pinstripe/ledger';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import fc from 'fast-check';
import { balanceTransactions } from '../src/balance-transactions/balance-transaction.entity.ts';
import {
  bookCharge,
  bookRefund,
  bookRefundFailure,
  captureCharge,
  releaseCharge,
} from '../src/balance-transactions/balance-transactions.service.ts';
import type { RefundAnswer } from '../src/card-network/card-network.ts';
import { type Charge, refundable } from '../src/charges/charge.ts';
import { charges } from '../src/charges/charge.entity.ts';
import { MoneyTables1700000003000 } from '../src/migrations/1700000003000-money-tables.ts';
import { refunds } from '../src/refunds/refund.entity.ts';
import { chargeOf } from './charges.ts';

let world: UnitWorld;
let accounts = 0;
let account: string;

beforeAll(async () => {
  world = await unitWorld({
    resources: [balanceTransactions, charges, refunds],
    migrations: [LedgerTables1700000001000, MoneyTables1700000003000],
  });
});
afterAll(() => world.close());
beforeEach(begin);

function begin() {
  account = `acct_${(accounts += 1)}`;
}

function inserted(charge: Charge, ...events: 'charge.succeeded'[]): Charge {
  charges.insert(charge, ...events);
  charges.setPrivate(charge.id, { vault: 'vault_1' });
  return charge;
}

async function unit<T>(work: () => Promise<T>): Promise<T> {
  return (await world.run(work, { account })).result;
}

/** A charge of the account at hand, as it is after each unit has done with it. */
const insert = (charge: Charge) => unit(async () => inserted(charge));
const load = (id: string) => unit(() => charges.load(id));
const loaded = (id: string, work: (charge: Charge) => Promise<unknown>) =>
  unit(async () => work(await charges.load(id)));

async function events() {
  const rows = await world.runtime.database.query<{ value: string }>({
    text: "with told as (delete from outbox where headers ->> 'ce_account' = $1 returning id, value) select value from told order by id",
    values: [account],
  });
  return rows.map(
    ({ value }) => JSON.parse(value) as { type: string; data: { previous_attributes?: object } },
  );
}
const types = async () => (await events()).map(({ type }) => type);

const transactions = async () =>
  (await unit(() => balanceTransactions.list({ limit: 100 }))).data.toReversed();
const refundsOf = async (charge: string) => (await unit(() => refunds.list({ limit: 100 }, { charge }))).data;

async function funds(): Promise<Pick<Balance, 'available' | 'pending'>> {
  const [row] = await unit(() => balance(account, false));
  return row ?? { available: 0, pending: 0 };
}

const accepted: RefundAnswer = {
  kind: 'succeeded',
  destination_details: { card: { type: 'refund' }, type: 'card' },
  later: null,
};
const details = (amount: number) => ({ amount, metadata: {}, reason: null });

it('books afterwards what was captured with its authorization', async () => {
  await unit(async () => {
    const charge = inserted(await chargeOf(), 'charge.succeeded');
    await bookCharge(charge, 'charge.updated');
  });
  expect(await events()).toMatchObject([
    { type: 'charge.succeeded', data: { object: { balance_transaction: null, captured: true } } },
    { type: 'charge.updated', data: { previous_attributes: { balance_transaction: null } } },
  ]);
  expect(await load('ch_1')).toMatchObject({
    amount_captured: 1000,
    balance_transaction: expect.any(String),
  });
  expect(await funds()).toMatchObject({ available: 0, pending: 941 });
});

it('books each part of a charge that is captured in parts; the charge shows the first', async () => {
  await insert(await chargeOf({ capture: false, request_multicapture: true }));
  await loaded('ch_1', (charge) => captureCharge(charge, 600, false));
  await loaded('ch_1', (charge) => captureCharge(charge, 300));
  const [first, second] = await transactions();
  expect([first, second]).toMatchObject([
    { amount: 600, fee: 47, reporting_category: 'charge' },
    { amount: 300, fee: 39, reporting_category: 'charge' },
  ]);
  expect(await load('ch_1')).toMatchObject({
    amount_captured: 900,
    amount_refunded: 0,
    balance_transaction: first!.id,
  });
  expect(await types()).toEqual(['charge.updated', 'charge.updated', 'charge.captured']);
  expect(await refundsOf('ch_1')).toEqual([]);
  expect(await funds()).toMatchObject({ pending: 553 + 261 });
});

it('ends capturing when the rest of a charge in parts is released', async () => {
  await insert(await chargeOf({ capture: false, request_multicapture: true }));
  await loaded('ch_1', (charge) => captureCharge(charge, 600, false));
  await loaded('ch_1', async (charge) => releaseCharge(charge, 'charge.expired'));
  expect(await types()).toEqual(['charge.updated', 'charge.captured']);
  expect(await load('ch_1')).toMatchObject({ amount_captured: 600, captured: true, refunded: false });
  expect(await refundsOf('ch_1')).toEqual([]);
});

it('moves no money when an authorization is canceled', async () => {
  await insert(await chargeOf({ capture: false, payment_intent: 'pi_1' }));
  await loaded('ch_1', async (charge) => releaseCharge(charge, 'charge.refunded'));
  expect(await types()).toEqual(['refund.created', 'charge.refunded']);
  expect(await refundsOf('ch_1')).toMatchObject([
    { amount: 1000, balance_transaction: null, payment_intent: 'pi_1', reason: null, status: 'succeeded' },
  ]);
  expect(await transactions()).toEqual([]);
});

it('writes nothing at all when the unit fails', async () => {
  await insert(await chargeOf({ capture: false }));
  const failing = loaded('ch_1', async (charge) => {
    await captureCharge(charge, 1000);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await load('ch_1')).toMatchObject({ captured: false });
  expect([await transactions(), await types(), await funds()]).toEqual([
    [],
    [],
    { available: 0, pending: 0 },
  ]);
});

/** What may happen to a charge: its parts are shares of what is possible then. */
const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const history = fc.record({
  amount: fc.integer({ min: 50, max: 1_000_000 }),
  request_multicapture: fc.boolean(),
  captures: fc.array(share, { minLength: 1, maxLength: 3 }),
  refunds: fc.array(fc.record({ share, fails: fc.boolean() }), { maxLength: 4 }),
});

it('keeps charge, refunds, transactions and ledger in agreement, whatever happens', async () => {
  const histories = fc.asyncProperty(
    history,
    async ({ amount, request_multicapture, captures, refunds: asked }) => {
      begin();
      await insert(await chargeOf({ amount, capture: false, request_multicapture }));
      for (const [at, part] of captures.entries()) {
        const final = !request_multicapture || at === captures.length - 1;
        const { amount_captured, captured } = await load('ch_1');
        const taking = Math.floor((amount - amount_captured) * part);
        if (captured || taking < 1) continue;
        await loaded('ch_1', (charge) => captureCharge(charge, taking, final));
      }
      for (const { share: part, fails } of asked) {
        const giving = Math.floor(refundable(await load('ch_1')) * part);
        if ((await load('ch_1')).amount_captured === 0 || giving < 1) continue;
        await loaded('ch_1', async (charge) => {
          const refund = await bookRefund(charge, details(giving), accepted);
          if (fails) await bookRefundFailure(await charges.load('ch_1'), refund, 'failed', 'declined');
        });
      }

      const charge = await load('ch_1');
      const booked = await transactions();
      const sum = (field: 'amount' | 'net' | 'fee') => booked.reduce((total, each) => total + each[field], 0);
      const given_back = (await refundsOf('ch_1'))
        .filter(({ status }) => status === 'succeeded')
        .reduce((total, refund) => total + refund.amount, 0);
      const { available, pending } = await funds();
      expect(charge.amount_refunded).toBe(given_back);
      expect(refundable(charge)).toBeGreaterThanOrEqual(0);
      expect(sum('net') + sum('fee')).toBe(sum('amount'));
      if (charge.amount_captured > 0) expect(sum('amount')).toBe(refundable(charge));
      expect(Number(available) + Number(pending)).toBe(sum('net'));
    },
  );
  await fc.assert(histories, { numRuns: 12 });
});
