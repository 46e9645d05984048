import type Stripe from 'stripe';
import { eventTypes, eventually, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const MONTH = 31 * 24 * 60 * 60;

describe('customers', () => {
  it('are created, changed and deleted, and each change is told with what was before', async () => {
    const customer = await stripe.customers.create({
      email: 'jenny@example.com',
      metadata: { order: '1', plan: 'a' },
    });
    await stripe.customers.update(customer.id, { name: 'Jenny', metadata: { order: '', plan: 'b' } });
    await stripe.customers.update(customer.id, { name: 'Jenny' });
    expect(await stripe.customers.del(customer.id)).toEqual(
      expect.objectContaining({ id: customer.id, object: 'customer', deleted: true }),
    );
    expect(await eventTypes(stripe, 3)).toEqual(['customer.created', 'customer.updated', 'customer.deleted']);
    const { data } = await stripe.events.list({ type: 'customer.updated' });
    expect(data[0]!.data.previous_attributes).toEqual({ name: null, metadata: { order: '1', plan: 'a' } });
    expect(data[0]!.data.object).toMatchObject({ name: 'Jenny', metadata: { plan: 'b' } });
  });

  it('stay readable as deleted, are gone from lists, and cannot be changed', async () => {
    const customer = await stripe.customers.create();
    await stripe.customers.del(customer.id);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ id: customer.id, deleted: true });
    expect((await stripe.customers.list()).data).toEqual([]);
    await expect(stripe.customers.update(customer.id, { name: 'x' })).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: `No such customer: '${customer.id}'`,
    });
  });

  it('are listed newest first, a page after another, both ways', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await stripe.customers.create({ name: `n ${n}` })).id);
    const first = await stripe.customers.list({ limit: 2 });
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([ids.slice(0, 2), true]);
    const second = await stripe.customers.list({ limit: 3, starting_after: ids[1]! });
    expect([second.data.map(({ id }) => id), second.has_more]).toEqual([ids.slice(2), false]);
    const back = await stripe.customers.list({ limit: 2, ending_before: ids[3]! });
    expect([back.data.map(({ id }) => id), back.has_more]).toEqual([ids.slice(1, 3), true]);
    const all: string[] = [];
    for await (const { id } of stripe.customers.list({ limit: 2 })) all.push(id);
    expect(all).toEqual(ids);
    await expect(stripe.customers.list({ starting_after: 'cus_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
  });

  it('are listed to the end while they are being deleted', async () => {
    for (let n = 0; n < 5; n++) await stripe.customers.create();
    let deleted = 0;
    for await (const { id } of stripe.customers.list({ limit: 2 })) {
      await stripe.customers.del(id);
      deleted += 1;
    }
    expect(deleted).toBe(5);
  });

  it('are found by a search', async () => {
    const jenny = await stripe.customers.create({ email: 'jenny@example.com', metadata: { color: 'blue' } });
    await stripe.customers.create({ email: 'tom@example.com', metadata: { color: 'red' } });
    const found = async (query: string) =>
      (await stripe.customers.search({ query })).data.map(({ id }) => id);
    expect(await found('email:"jenny@example.com"')).toEqual([jenny.id]);
    expect(await found('metadata["color"]:"blue" AND email~"jenn"')).toEqual([jenny.id]);
    expect(await found('-metadata["color"]:"red"')).toEqual([jenny.id]);
    const counted = await stripe.customers.search({ query: 'email~"example"', expand: ['total_count'] });
    expect(counted.total_count).toBe(2);
    await expect(found('email:')).rejects.toMatchObject({ statusCode: 400 });
  });

  it('belong to one sandbox', async () => {
    const customer = await stripe.customers.create();
    await expect(world.sandbox().customers.retrieve(customer.id)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('a customer that comes with a way to pay', () => {
  it('exists once its source is accepted', async () => {
    const customer = await stripe.customers.create({ source: 'tok_visa', expand: ['default_source'] });
    expect(customer.default_source).toMatchObject({ object: 'card', last4: '4242', customer: customer.id });
    expect(await eventTypes(stripe, 3)).toContain('customer.created');
  });

  it('exists with its payment method as the default', async () => {
    const customer = await stripe.customers.create({
      payment_method: 'pm_card_mastercard',
      invoice_settings: { default_payment_method: 'pm_card_mastercard' },
      expand: ['invoice_settings.default_payment_method'],
    });
    expect(customer.invoice_settings.default_payment_method).toMatchObject({
      customer: customer.id,
      card: { brand: 'mastercard' },
    });
  });

  it('loses its defaults with what they were', async () => {
    const customer = await stripe.customers.create({
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    await stripe.paymentMethods.detach(customer.invoice_settings.default_payment_method as string);
    const changed = await eventually(
      () => stripe.customers.retrieve(customer.id) as Promise<Stripe.Customer>,
      ({ invoice_settings }) => invoice_settings.default_payment_method === null,
    );
    expect(changed.id).toBe(customer.id);
  });

  it('does not exist when its source is declined', async () => {
    await expect(
      stripe.customers.create({ email: 'x@example.com', source: 'tok_chargeDeclined' }),
    ).rejects.toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
    });
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  it('is created once, however often it is asked for with one key', async () => {
    const create = () => stripe.customers.create({ source: 'tok_visa' }, { idempotencyKey: 'once' });
    const [first, again] = [await create(), await create()];
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });
});

describe('a discount', () => {
  it('lasts as many months as its coupon says', async () => {
    const coupon = await stripe.coupons.create({
      percent_off: 25,
      duration: 'repeating',
      duration_in_months: 2,
    });
    const customer = await stripe.customers.create({ coupon: coupon.id });
    expect(customer.discount).toMatchObject({
      coupon: { id: coupon.id, times_redeemed: 0 },
      customer: customer.id,
    });
    await world.advance(MONTH);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      discount: { id: customer.discount!.id },
    });
    await world.advance(MONTH);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: null });
    // The events of the beginning are older than thirty days.
    expect(await eventTypes(stripe, 2)).toEqual(['customer.updated', 'customer.discount.deleted']);
  });

  it('is given to as many customers as the coupon allows, however many ask at once', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 10, max_redemptions: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => stripe.customers.create({ coupon: coupon.id })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'coupon_expired', param: 'coupon' });
    }
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 3, valid: false });
  });

  it('outlives its coupon, and ends when it is deleted', async () => {
    const coupon = await stripe.coupons.create({ amount_off: 500, currency: 'usd' });
    const customer = await stripe.customers.create({ coupon: coupon.id });
    await stripe.coupons.del(coupon.id);
    await expect(stripe.coupons.retrieve(coupon.id)).rejects.toMatchObject({ statusCode: 404 });
    expect(await stripe.customers.deleteDiscount(customer.id)).toMatchObject({
      object: 'discount',
      deleted: true,
    });
    await expect(stripe.customers.deleteDiscount(customer.id)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('coupons', () => {
  it('refuse what cannot be', async () => {
    const create = (params: Stripe.CouponCreateParams) => stripe.coupons.create(params);
    await expect(create({})).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(create({ percent_off: 101 })).rejects.toMatchObject({ param: 'percent_off' });
    await expect(create({ amount_off: 5 })).rejects.toMatchObject({
      code: 'parameter_missing',
      param: 'currency',
    });
    await expect(create({ percent_off: 5, duration: 'repeating' })).rejects.toMatchObject({
      param: 'duration_in_months',
    });
    await create({ id: '25OFF', percent_off: 25 });
    await expect(create({ id: '25OFF', percent_off: 25 })).rejects.toMatchObject({
      code: 'resource_already_exists',
    });
  });

  it('show what they apply to only when asked', async () => {
    const params = { percent_off: 5, applies_to: { products: ['prod_1'] } };
    const coupon = await stripe.coupons.create(params);
    expect(coupon).not.toHaveProperty('applies_to');
    expect(await stripe.coupons.retrieve(coupon.id, { expand: ['applies_to'] })).toMatchObject(params);
    await eventTypes(stripe, 1);
    expect((await stripe.events.list()).data[0]!.data.object).not.toHaveProperty('applies_to');
  });

  it('expire by time alone', async () => {
    const now = Math.floor(world.clock.millis() / 1000);
    const coupon = await stripe.coupons.create({ percent_off: 5, redeem_by: now + 60 });
    expect(coupon.valid).toBe(true);
    await world.advance(61);
    expect((await stripe.coupons.retrieve(coupon.id)).valid).toBe(false);
    await expect(stripe.customers.create({ coupon: coupon.id })).rejects.toMatchObject({
      code: 'coupon_expired',
    });
  });
});
