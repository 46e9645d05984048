import 'reflect-metadata';
import { type JsonObject, MINUTE, randomText, ShiftedClock, timestamp } from '@pinstripe/kernel';
import { readConfig, runUnit, type Service, startService, Steps, UNREQUESTED } from '@pinstripe/service';
import { testDatabase } from '@pinstripe/testing';
import type Stripe from 'stripe';
import { billing } from '../billing.module.ts';
import { create, withInvoicePrefix } from './customer.ts';
import { customers } from './customer.entity.ts';
import { CustomersConsumer } from './customers.consumer.ts';

const clock = new ShiftedClock();
let service: Service;
let drop: () => Promise<void>;
let account: string;
let objects: Record<string, JsonObject>;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  const config = readConfig({ DATABASE_URL: database.url, VAULT_KEY: '01'.repeat(32) }, []);
  service = await startService(billing, { config, clock });
});
afterAll(async () => {
  await service.close();
  await drop();
});
beforeEach(() => {
  account = `acct_${randomText(8)}`;
  objects = {};
});

function context() {
  return { ...UNREQUESTED, account, livemode: false, now: timestamp(clock) };
}

/** The status and the body that a call is answered with. */
async function call(operation: string, ids: string[], params: object = {}): Promise<[number, JsonObject]> {
  const answer = await service.call({
    operation,
    ids,
    params: params as JsonObject,
    objects,
    context: { ...context(), request_id: `req_${randomText(8)}` },
  });
  if (answer.kind === 'needs') throw new Error(`needs ${answer.ids.join()}`);
  return [answer.status, JSON.parse(answer.body) as JsonObject];
}

async function ok<T = Stripe.Customer>(operation: string, ids: string[], params: object = {}): Promise<T> {
  const [status, body] = await call(operation, ids, params);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as T;
}

const createCustomer = (params: object) => call('POST /v1/customers', [], params);
const updateCustomer = (id: string, params: object) => ok('POST /v1/customers/{customer}', [id], params);
const createCoupon = (params: object) => ok<Stripe.Coupon>('POST /v1/coupons', [], params);
const retrieveCoupon = (id: string) => ok<Stripe.Coupon>('GET /v1/coupons/{coupon}', [id]);

const refusal = (code: string, param: string) => [
  400,
  { error: expect.objectContaining({ type: 'invalid_request_error', code, param }) },
];
const PREFIX_TAKEN = [400, { error: expect.objectContaining({ param: 'invoice_prefix' }) }];
const DECLINED = { refused: { status: 402, error: { type: 'card_error', code: 'card_declined' } } };
const ATTACHED = { attached: { id: 'card_1' } };

/** A command that billing has sent, or is about to send. */
function command(name: string): Promise<{ id: string; value: string }> {
  return eventually(async () => {
    const [sent] = await service.runtime.database.query<{ id: string; value: string }>({
      text:
        "delete from outbox where headers ->> 'ce_account' = $1 and headers ->> 'ce_type' like $2 " +
        "returning headers ->> 'ce_id' as id, value",
      values: [account, `%${name}`],
    });
    return sent;
  });
}

/** Answers the command that billing has sent, or is about to send, as payments would. */
async function reply(outcome: object, name = 'attach_to_customer'): Promise<void> {
  const { id } = await command(name);
  await service.app.get(Steps).onReply(service.runtime, context(), id, outcome);
}

/** Waits until billing waits for payments, does `meanwhile`, and then has payments answer. */
async function interrupted(
  request: Promise<[number, JsonObject]>,
  meanwhile: () => Promise<void>,
  outcome: object,
): Promise<[number, JsonObject]> {
  await eventually(async () => {
    const rows = await service.runtime.database.query({
      text: 'select from attempts where account = $1',
      values: [account],
    });
    return rows.length > 0 ? true : undefined;
  });
  await meanwhile();
  await reply(outcome);
  return request;
}

async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come to be');
}

async function events(): Promise<string[]> {
  const rows = await service.runtime.database.query<{ type: string }>({
    text: "select headers ->> 'ce_type' as type from outbox where headers ->> 'ce_account' = $1 order by id",
    values: [account],
  });
  return rows.map(({ type }) => type);
}

describe('a coupon of a customer that payments is asked about', () => {
  it('is redeemed before, so that it cannot run out meanwhile', async () => {
    const coupon = await createCoupon({ percent_off: 10, max_redemptions: 1 });
    const [status, customer] = await interrupted(
      createCustomer({ source: 'tok_visa', coupon: coupon.id }),
      async () => {
        expect(await createCustomer({ coupon: coupon.id })).toEqual(refusal('coupon_expired', 'coupon'));
      },
      ATTACHED,
    );
    expect(status).toBe(200);
    // The coupon as its redemption found it.
    expect(customer).toMatchObject({ default_source: 'card_1', discount: { coupon } });
    expect(await retrieveCoupon(coupon.id)).toMatchObject({ times_redeemed: 1, valid: false });
    expect(await events()).toEqual(['coupon.created', 'customer.created', 'customer.discount.created']);
  });

  it('is given back when payments refuses', async () => {
    const coupon = await createCoupon({ percent_off: 10, max_redemptions: 1 });
    const refused = await interrupted(
      createCustomer({ source: 'tok_visa', coupon: coupon.id, invoice_prefix: 'MINE' }),
      async () => {
        expect(await retrieveCoupon(coupon.id)).toMatchObject({ times_redeemed: 1 });
      },
      DECLINED,
    );
    expect(refused).toEqual([402, { error: DECLINED.refused.error }]);
    expect(await retrieveCoupon(coupon.id)).toMatchObject({ times_redeemed: 0, valid: true });
    expect(await events()).toEqual(['coupon.created']);
    const [status] = await createCustomer({ coupon: coupon.id, invoice_prefix: 'MINE' });
    expect(status).toBe(200);
  });

  it.each([
    ['gone', false],
    ['another of the same name', true],
  ])('may be %s by the time it would be given back', async (_, is_made_again) => {
    const params = { id: '25OFF', percent_off: 25 };
    await createCoupon(params);
    const [status] = await interrupted(
      createCustomer({ source: 'tok_visa', coupon: '25OFF' }),
      async () => {
        await ok('DELETE /v1/coupons/{coupon}', ['25OFF']);
        clock.advance(1);
        if (is_made_again) await createCoupon(params);
      },
      DECLINED,
    );
    expect(status).toBe(402);
    if (is_made_again) expect(await retrieveCoupon('25OFF')).toMatchObject({ times_redeemed: 0 });
  });

  it.each([
    ['changed', ATTACHED, 1, 'b'],
    ['left as it was', DECLINED, 0, 'a'],
  ])('counts once the customer is %s', async (_, outcome, times_redeemed, discounted) => {
    const a = await createCoupon({ id: 'a', percent_off: 10 });
    const b = await createCoupon({ id: 'b', percent_off: 20, max_redemptions: 1 });
    const { id } = await ok('POST /v1/customers', [], { coupon: a.id, invoice_prefix: 'OLD' });
    const before = await ok('GET /v1/customers/{customer}', [id]);
    await interrupted(
      call('POST /v1/customers/{customer}', [id], {
        source: 'tok_visa',
        coupon: b.id,
        invoice_prefix: 'NEW',
      }),
      async () => {
        expect(await createCustomer({ coupon: b.id })).toEqual(refusal('coupon_expired', 'coupon'));
        expect(await createCustomer({ invoice_prefix: 'OLD' })).toEqual(PREFIX_TAKEN);
        expect(await createCustomer({ invoice_prefix: 'NEW' })).toEqual(PREFIX_TAKEN);
      },
      outcome,
    );
    const after = await ok('GET /v1/customers/{customer}', [id]);
    expect(after.discount!.coupon.id).toBe(discounted);
    expect(await retrieveCoupon(b.id)).toMatchObject({ times_redeemed });
    expect(await retrieveCoupon(a.id)).toMatchObject({ times_redeemed: 1 });
    if (outcome === DECLINED) expect(after).toEqual(before);
    const free = outcome === DECLINED ? 'NEW' : 'OLD';
    expect(await createCustomer({ invoice_prefix: free })).toEqual([200, expect.anything()]);
  });
});

describe('an invoice prefix', () => {
  it('belongs to one of those that ask for it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => createCustomer({ invoice_prefix: 'ACME' })),
    );
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer[0] !== 200) expect(answer).toEqual(PREFIX_TAKEN);
  });

  it('is free again once its customer has another, or is deleted', async () => {
    const { id } = await ok('POST /v1/customers', [], { invoice_prefix: 'ONE' });
    await updateCustomer(id, { invoice_prefix: 'ONE', name: 'the same' });
    await updateCustomer(id, { invoice_prefix: 'TWO' });
    await ok('POST /v1/customers', [], { invoice_prefix: 'ONE' });
    expect(await createCustomer({ invoice_prefix: 'TWO' })).toEqual(PREFIX_TAKEN);
    await ok('DELETE /v1/customers/{customer}', [id]);
    await ok('POST /v1/customers', [], { invoice_prefix: 'TWO' });
  });

  it('may be minted, and is as taken as one that was chosen', async () => {
    const { id, invoice_prefix } = await ok('POST /v1/customers', []);
    expect(invoice_prefix).toMatch(/^[A-Z0-9]{8}$/);
    expect(await createCustomer({ invoice_prefix })).toEqual(PREFIX_TAKEN);
    await ok('DELETE /v1/customers/{customer}', [id]);
    await ok('POST /v1/customers', [], { invoice_prefix });
  });

  it('that was minted before is minted anew', async () => {
    const { invoice_prefix: taken } = await ok('POST /v1/customers', []);
    const minted = [taken!, 'ANOTHER1'];
    const { result } = await runUnit(service.runtime, { context: context() }, async () =>
      customers.insert(withInvoicePrefix(create({}, customers.identity()), minted.shift()!)),
    );
    expect(result.invoice_prefix).toBe('ANOTHER1');
  });
});

describe('a cash balance', () => {
  const mode = (reconciliation_mode: string) => ({ cash_balance: { settings: { reconciliation_mode } } });
  const told = async () => JSON.parse((await command('set_reconciliation_mode')).value) as object;

  it('is told how it is to be used before its customer is there', async () => {
    const creating = createCustomer({ ...mode('manual'), name: 'Jenny' });
    await reply({ reconciliation_mode: 'manual' }, 'set_reconciliation_mode');
    const [status, { id }] = await creating;
    expect([status, await events()]).toEqual([200, ['customer.created']]);

    const updating = updateCustomer(id as string, { ...mode('merchant_default'), name: 'Rosen' });
    await reply({ reconciliation_mode: 'merchant_default' }, 'set_reconciliation_mode');
    expect(await updating).toMatchObject({ id, name: 'Rosen' });
    expect(await events()).toEqual(['customer.created', 'customer.updated']);
  });

  it('is told so when payments has agreed to the rest', async () => {
    const params = { ...mode('manual'), source: 'tok_visa' };
    expect(await interrupted(createCustomer(params), async () => {}, DECLINED)).toMatchObject([402, {}]);
    expect(await events()).toEqual([]);
    const [, { id: customer }] = await interrupted(createCustomer(params), async () => {}, ATTACHED);
    expect(await told()).toEqual({ customer, reconciliation_mode: 'manual' });
  });

  it('keeps its customer from being deleted', async () => {
    const { id: customer } = await ok('POST /v1/customers', []);
    const message = { id: 'keep', name: 'keep_customer' as const, reply_to: 'payments', key: customer };
    const keep = (payload: { customer: string }) =>
      runUnit(service.runtime, { context: context() }, () =>
        service.app.get(CustomersConsumer).onKeepCustomer({ ...message, payload }),
      );
    await keep({ customer });
    expect(JSON.parse((await command('keep_customer')).value)).toEqual({ kept: true });
    expect(await call('DELETE /v1/customers/{customer}', [customer])).toMatchObject([
      400,
      { error: { message: `Customer ${customer} cannot be deleted because it has a cash balance.` } },
    ]);
    expect(await updateCustomer(customer, { name: 'Jenny' })).toMatchObject({ name: 'Jenny' });

    const { id: gone } = await ok('POST /v1/customers', []);
    await ok('DELETE /v1/customers/{customer}', [gone]);
    await keep({ customer: gone });
    expect(JSON.parse((await command('keep_customer')).value)).toEqual({ kept: false });
  });
});

describe('a default that was taken away while it was being set', () => {
  const detached = (object: JsonObject, customer: string) => ({
    data: { object: { ...object, customer: null }, previous_attributes: { customer } },
  });

  /** Runs what a consumer or a worker does as a unit of its own. */
  const unit = (work: () => Promise<void>) => runUnit(service.runtime, { context: context() }, work);
  const consumer = () => service.app.get(CustomersConsumer);

  it.each<[string, (id: string) => JsonObject, object, object]>([
    [
      'payment_method',
      (customer) => ({ id: 'pm_1', object: 'payment_method', customer }),
      { invoice_settings: { default_payment_method: 'pm_1' } },
      { invoice_settings: { default_payment_method: null } },
    ],
    [
      'source',
      (customer) => ({ id: 'card_1', object: 'card', customer }),
      { default_source: 'card_1' },
      { default_source: null },
    ],
  ])('does not stay the default %s', async (kind, objectOf, params, without) => {
    const { id } = await ok('POST /v1/customers', []);
    const object = objectOf(id);
    await unit(() =>
      kind === 'source'
        ? consumer().onSourceDeleted({ data: { object } } as never)
        : consumer().onPaymentMethodDetached(detached(object, id) as never),
    );
    // The gateway had asked payments before that.
    objects = { [object['id'] as string]: object };
    expect(await updateCustomer(id, params)).toMatchObject(params);
    clock.advance(10 * MINUTE);
    while ((await service.poll()) > 0);
    expect(await ok('GET /v1/customers/{customer}', [id])).toMatchObject(without);
    expect((await events()).at(-1)).toBe('customer.updated');
  });
});
