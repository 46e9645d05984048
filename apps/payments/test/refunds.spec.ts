import { type JsonObject, MINUTE } from '@pinstripe/kernel';
import { paymentIntents } from '../src/payment-intents/payment-intent.entity.ts';
import { create } from '../src/payment-intents/payment-intent.ts';
import { MoneyWorld } from './money-world.ts';
import { paying } from './paying.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const { pay } = paying(() => world);

const charge = async (params: object = {}) => {
  const paid = { amount: 2000, currency: 'usd', source: 'tok_visa', ...params };
  const { id } = await world.ok('POST /v1/charges', [], paid);
  await world.events();
  return id as string;
};
const refund = (params: object) => world.ok('POST /v1/refunds', [], params);
const refusal = (params: object) => world.error('POST /v1/refunds', [], params);
const read = (id: string) => world.ok('GET /v1/charges/{charge}', [id]);

describe('a refund', () => {
  it('gives back a part, then the rest, then nothing more', async () => {
    const id = await charge();
    const first = await refund({
      charge: id,
      amount: 1200,
      reason: 'requested_by_customer',
      metadata: { rma: '1' },
    });
    expect(first).toMatchObject({
      amount: 1200,
      balance_transaction: expect.stringMatching(/^txn_/),
      charge: id,
      metadata: { rma: '1' },
      reason: 'requested_by_customer',
      status: 'succeeded',
    });
    expect(await world.events()).toEqual(['refund.created', 'charge.refunded']);
    expect(await read(id)).toMatchObject({ amount_refunded: 1200, refunded: false });
    expect(await refusal({ charge: id, amount: 801 })).toMatchObject([
      400,
      {
        message: 'Refund amount ($8.01) is greater than unrefunded amount on charge ($8.00)',
        param: 'amount',
      },
    ]);
    expect(await refund({ charge: id })).toMatchObject({ amount: 800 });
    expect(await read(id)).toMatchObject({ amount_refunded: 2000, refunded: true });
    expect(await refusal({ charge: id })).toMatchObject([400, { code: 'charge_already_refunded' }]);
    expect(await world.list('GET /v1/refunds', { charge: id })).toHaveLength(2);
    expect(await world.balance()).toEqual({ available: -2000, pending: 1912 });
  });

  it('never gives back more than was paid, however many are asked for at once', async () => {
    const id = await charge();
    const asked = Array.from({ length: 8 }, () =>
      world.call('POST /v1/refunds', [], { charge: id, amount: 600 }),
    );
    const statuses = (await Promise.all(asked)).map(([status]) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(await read(id)).toMatchObject({ amount_refunded: 1800 });
    expect(await world.balance()).toEqual({ available: -1800, pending: 1912 });
  });

  it('that is pending succeeds when the bank says so', async () => {
    const id = await charge({ source: 'tok_pendingRefund' });
    const pending = await refund({ charge: id });
    expect(pending).toMatchObject({ status: 'pending' });
    expect(await world.events()).toEqual(['refund.created', 'charge.refunded']);
    await world.advance(MINUTE);
    expect(await world.told()).toMatchObject([
      {
        type: 'refund.updated',
        data: { object: { status: 'succeeded' }, previous_attributes: { status: 'pending' } },
      },
      { type: 'charge.refund.updated' },
    ]);
    expect(await world.balance()).toEqual({ available: -2000, pending: 1912 });
  });

  it('that fails later brings the money back', async () => {
    const id = await charge({ source: 'tok_refundFail' });
    const refunded = await refund({ charge: id, amount: 500 });
    await world.events();
    await world.advance(MINUTE);
    expect(await world.events()).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
    const failed = await world.ok('GET /v1/refunds/{refund}', [refunded['id'] as string]);
    expect(failed).toMatchObject({ failure_reason: 'expired_or_canceled_card', status: 'failed' });
    expect(
      await world.ok('GET /v1/balance_transactions/{id}', [failed['failure_balance_transaction'] as string]),
    ).toMatchObject({ amount: 500, type: 'refund_failure', source: refunded['id'] });
    expect(await read(id)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await world.balance()).toEqual({ available: 0, pending: 1912 });
  });

  it('of what was only authorized lets it go, all or nothing', async () => {
    const id = await charge({ capture: false });
    expect(await refusal({ charge: id, amount: 1 })).toMatchObject([400, { param: 'amount' }]);
    expect(await refund({ charge: id, metadata: { rma: '1' } })).toMatchObject({
      balance_transaction: null,
      destination_details: { card: { type: 'reversal' } },
      metadata: { rma: '1' },
    });
    expect(await world.events()).toEqual(['refund.created', 'charge.refunded']);
    expect(await read(id)).toMatchObject({ amount_captured: 0, amount_refunded: 2000, refunded: true });
    await world.advance(8 * 24 * 60 * MINUTE);
    expect(await world.events()).toEqual([]);
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
  });

  it('finds the charge of a payment intent', async () => {
    const charged = await charge();
    const intent = (id: string, latest_charge: string | null) =>
      world.unit(async () => {
        const blank = create({ amount: 2000, currency: 'usd' }, paymentIntents.identity(id), 'secret');
        return paymentIntents.insert({ ...blank, latest_charge });
      });
    await intent('pi_paid', charged);
    await intent('pi_new', null);
    expect(await refund({ payment_intent: 'pi_paid' })).toMatchObject({ charge: charged, amount: 2000 });
    expect(await refusal({ payment_intent: 'pi_new' })).toMatchObject([
      400,
      { message: 'This PaymentIntent (pi_new) does not have a successful charge to refund.' },
    ]);
    expect(await refusal({ payment_intent: 'pi_none' })).toMatchObject([
      400,
      { code: 'resource_missing', param: 'payment_intent' },
    ]);
  });

  it('is listed by its charge, its payment intent, and when it was made', async () => {
    const { id: payment_intent } = await pay({
      type: 'card',
      currency: 'usd',
      payment_method: 'pm_card_visa',
    });
    const [{ id: of_intent }] = (await world.list('GET /v1/charges', { payment_intent })) as [JsonObject];
    const made = [
      await refund({ charge: await charge(), amount: 300 }),
      await refund({ payment_intent, amount: 500 }),
    ];
    await world.advance(MINUTE);
    made.push(await refund({ charge: of_intent, amount: 700 }));
    const [first, second, third] = made.map(({ id }) => id);
    const created = made[2]!['created'] as number;
    const found = async (filters: object) =>
      (await world.list('GET /v1/refunds', filters)).map(({ id }) => id);
    expect(await found({})).toEqual([third, second, first]);
    expect(await found({ payment_intent })).toEqual([third, second]);
    expect(await found({ charge: of_intent })).toEqual([third, second]);
    expect(await found({ charge: made[0]!['charge'], payment_intent })).toEqual([]);
    expect(await found({ created })).toEqual([third]);
    expect(await found({ created: { lt: created } })).toEqual([second, first]);
    expect(await found({ limit: 1, payment_intent, starting_after: third })).toEqual([second]);
  });

  it('is found, made and changed where older SDKs look for it', async () => {
    const id = await charge();
    expect(await world.ok('POST /v1/charges/{charge}/refund', [id], { amount: 300 })).toMatchObject({
      id,
      object: 'charge',
      amount_refunded: 300,
    });
    const made = await world.ok('POST /v1/charges/{charge}/refunds', [id], { amount: 500 });
    const ids = [id, made['id'] as string];
    expect(made).toMatchObject({ object: 'refund', amount: 500, charge: id });
    expect(await world.ok('GET /v1/charges/{charge}/refunds', [id])).toMatchObject({
      data: [{ id: made['id'] }, { amount: 300 }],
      url: `/v1/charges/${id}/refunds`,
    });
    const metadata = { rma: '1' };
    await world.ok('POST /v1/charges/{charge}/refunds/{refund}', ids, { metadata });
    expect(await world.ok('GET /v1/charges/{charge}/refunds/{refund}', ids)).toEqual({ ...made, metadata });

    const missing = [404, { code: 'resource_missing' }];
    const other = [await charge(), ids[1]!];
    expect(await world.error('GET /v1/charges/{charge}/refunds/{refund}', other)).toMatchObject(missing);
    expect(await world.error('POST /v1/charges/{charge}/refunds/{refund}', other)).toMatchObject(missing);
    for (const operation of ['POST /v1/charges/{charge}/refund', 'POST /v1/charges/{charge}/refunds']) {
      expect(await world.error(operation, ['ch_none'])).toMatchObject(missing);
      expect(await world.error(operation, [id], { amount: 1201 })).toMatchObject([400, { param: 'amount' }]);
      expect(await world.error(operation, [id], { instructions_email: 'jenny' })).toMatchObject([
        400,
        { code: 'email_invalid', param: 'instructions_email' },
      ]);
    }
    expect(await world.error('GET /v1/charges/{charge}/refunds', ['ch_none'])).toMatchObject(missing);
    expect(await read(id)).toMatchObject({ amount_refunded: 800 });
  });

  it('is shown with its charge where the customer has to say where it goes', async () => {
    const billing_details = { name: 'Jenny Rosen', email: 'succeed_immediately@example.com' };
    const { id: intent } = await pay({ type: 'konbini', currency: 'jpy', billing_details });
    await world.advance(MINUTE);
    const [{ id }] = (await world.list('GET /v1/charges', { payment_intent: intent })) as [JsonObject];
    await world.events();
    expect(await world.ok('POST /v1/charges/{charge}/refund', [id as string])).toMatchObject({
      id,
      amount_refunded: 2000,
      refunded: true,
    });
    expect(await world.list('GET /v1/refunds', { charge: id })).toMatchObject([
      { status: 'requires_action' },
    ]);
    expect(await world.events()).toEqual(['refund.created', 'charge.refunded']);
  });

  it('has metadata, and cannot be canceled', async () => {
    const { id } = await refund({ charge: await charge() });
    await world.events();
    const updated: JsonObject = await world.ok('POST /v1/refunds/{refund}', [id as string], {
      metadata: { a: 'b' },
    });
    expect(updated['metadata']).toEqual({ a: 'b' });
    expect(await world.events()).toEqual(['refund.updated', 'charge.refund.updated']);
    expect(await world.error('POST /v1/refunds/{refund}/cancel', [id as string])).toMatchObject([
      400,
      { message: expect.stringContaining('status of succeeded') },
    ]);
  });
});
