import { DAY, type JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

/** A payment of 20.00 by a card, and how it is captured. */
async function pay(params: object = {}): Promise<{ intent: string; charge: string }> {
  const { id, latest_charge } = await world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    confirm: true,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
    ...params,
  });
  return { intent: id as string, charge: latest_charge as string };
}
const capture = ({ intent }: { intent: string }, params: object = {}) =>
  world.ok('POST /v1/payment_intents/{intent}/capture', [intent], params);
const refund = ({ charge }: { charge: string }, amount: number) =>
  world.ok('POST /v1/refunds', [], { charge, amount });

async function secretOf(charge: string): Promise<string> {
  const { receipt_url } = await world.ok('GET /v1/charges/{charge}', [charge]);
  return new URL(receipt_url as string).searchParams.get('secret')!;
}
const see = (charge: string, client_secret: string) =>
  world.call('GET /pinstripe/pages/{merchant}/receipts/{charge}', [world.account, charge], { client_secret });

/** What a receipt says was paid, and was given back; and its refunds. */
async function receipt({ charge }: { charge: string }) {
  const [status, { amount, amount_refunded, refunds }] = await see(charge, await secretOf(charge));
  expect(status).toBe(200);
  return [amount, amount_refunded, (refunds as JsonObject[]).map((each) => [each['amount'], each['status']])];
}

describe('what was paid', () => {
  it('is what was captured, less what was given back since', async () => {
    const paid = await pay();
    expect(await receipt(paid)).toEqual([2000, 0, []]);
    await refund(paid, 500);
    await refund(paid, 300);
    expect(await receipt(paid)).toEqual([
      2000,
      800,
      [
        [300, 'succeeded'],
        [500, 'succeeded'],
      ],
    ]);
  });

  it('is nothing of what a capture has released', async () => {
    const paid = await pay({ capture_method: 'manual' });
    expect(await receipt(paid)).toEqual([2000, 0, []]);
    await capture(paid, { amount_to_capture: 1500 });
    expect(await receipt(paid)).toEqual([1500, 0, []]);
    await refund(paid, 400);
    expect(await receipt(paid)).toEqual([1500, 400, [[400, 'succeeded']]]);
  });

  it('is the sum of several captures', async () => {
    const paid = await pay({
      capture_method: 'manual',
      payment_method_options: { card: { request_multicapture: 'if_available' } },
    });
    await capture(paid, { amount_to_capture: 700, final_capture: false });
    await capture(paid, { amount_to_capture: 500 });
    await refund(paid, 200);
    expect(await receipt(paid)).toEqual([1200, 200, [[200, 'succeeded']]]);
  });

  it('is nothing once what was authorized is let go', async () => {
    const paid = await pay({ capture_method: 'manual' });
    await world.ok('POST /v1/payment_intents/{intent}/cancel', [paid.intent]);
    expect(await receipt(paid)).toEqual([2000, 2000, [[2000, 'succeeded']]]);
  });

  it('is there again when a refund fails', async () => {
    const paid = await pay({ payment_method: 'pm_card_refundFail' });
    await refund(paid, 500);
    await world.advance(10);
    expect(await receipt(paid)).toEqual([2000, 0, [[500, 'failed']]]);
  });
});

it('is seen by those who know its address, for thirty days', async () => {
  const { charge } = await pay();
  const { charge: other } = await pay();
  const secret = await secretOf(charge);
  expect(await secretOf(other)).not.toBe(secret);
  expect((await see(charge, await secretOf(other)))[0]).toBe(400);
  await world.advance(30 * DAY - 60);
  expect((await see(charge, secret))[0]).toBe(200);
  await world.advance(120);
  expect(await see(charge, secret)).toMatchObject([410, { error: { message: 'This receipt has expired.' } }]);
});

it('is told with the payment', async () => {
  const { charge } = await pay();
  const { receipt_url } = await world.ok('GET /v1/charges/{charge}', [charge]);
  const told = (await world.told()).filter(({ type }) => type.startsWith('charge.'));
  expect(told.map(({ data }) => data.object['receipt_url'])).toEqual(told.map(() => receipt_url));
  expect(told.length).toBeGreaterThan(0);
});
