import { randomText } from '@pinstripe/kernel';
import { type StripeCli, stripeCli } from './stripe-cli.ts';
import { connect, eventTypes, startWorld, type World } from './world.ts';

let world: World;
let cli: StripeCli;
beforeAll(async () => {
  world = await startWorld();
  cli = await stripeCli(() => world.platform.url);
});
afterAll(async () => {
  await cli?.close();
  await world?.close();
});

describe('stripe trigger', () => {
  it.each([
    'payment_intent.succeeded',
    'payment_intent.created',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.amount_capturable_updated',
    'payment_intent.partially_funded',
    'payment_intent.processing',
    'payment_intent.requires_action',
    'cash_balance.funds_available',
    'customer_cash_balance_transaction.created',
    'charge.succeeded',
    'charge.failed',
    'charge.captured',
    'charge.dispute.closed',
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.refund.updated',
    'charge.refunded',
    'customer.created',
    'customer.updated',
    'customer.deleted',
    'customer.discount.created',
    'customer.discount.updated',
    'customer.discount.deleted',
    'customer.source.created',
    'customer.source.updated',
    'coupon.created',
    'coupon.updated',
    'coupon.deleted',
    'payment_method.attached',
    'payment_method.detached',
    'payment_method.updated',
    'setup_intent.canceled',
    'setup_intent.created',
    'setup_intent.requires_action',
    'setup_intent.setup_failed',
    'setup_intent.succeeded',
  ])('%s happens', async (event) => {
    const key = `sk_test_${randomText(20)}`;
    await cli.run(key, 'trigger', event);
    const stripe = connect(world.platform.url, key);
    let types: string[] = [];
    for (let count = 1; !types.includes(event); count = types.length + 1)
      types = await eventTypes(stripe, count);
    expect(types).toContain(event);
  });
});

/** Runs a command that prints an object or a list, or an error, as JSON. */
async function printed(key: string, ...args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await cli.run(key, ...args)) as Record<string, unknown>;
}

it('calls any route by get, post and delete', async () => {
  const key = `sk_test_${randomText(20)}`;
  const customer = await printed(
    key,
    'post',
    '/v1/customers',
    '-d',
    'email=jenny@example.com',
    '-d',
    'metadata[order]=6735',
  );
  const { id } = customer as { id: string };
  expect(customer).toMatchObject({
    object: 'customer',
    email: 'jenny@example.com',
    metadata: { order: '6735' },
  });
  expect(await printed(key, 'get', id)).toMatchObject({ id });
  expect(await printed(key, 'get', `/v1/customers/${id}`)).toMatchObject({ id });
  expect(await printed(key, 'get', '/v1/customers', '--limit', '1')).toMatchObject({
    object: 'list',
    data: [{ id }],
  });
  expect(await printed(key, 'delete', `/v1/customers/${id}`, '--confirm')).toMatchObject({
    id,
    deleted: true,
  });
  const missing = await printed(key, 'get', '/v1/customers/cus_missing');
  expect(missing).toMatchObject({ error: { code: 'resource_missing' } });
});

it('knows the resources by their names', async () => {
  const key = `sk_test_${randomText(20)}`;
  const customer = await printed(key, 'customers', 'create', '--email', 'jenny@example.com');
  const { id } = customer as { id: string };
  const payment = await printed(
    key,
    'payment_intents',
    'create',
    '--amount=2000',
    '--currency=usd',
    `--customer=${id}`,
    '--payment-method=pm_card_visa',
    '--confirm=true',
    '--return-url=https://example.com/paid',
  );
  expect(payment).toMatchObject({ object: 'payment_intent', status: 'succeeded', customer: id });
  expect(await printed(key, 'payment_intents', 'list', '--limit=1')).toMatchObject({
    data: [{ id: payment['id'] }],
  });
  expect(await printed(key, 'customers', 'update', id, '--name', 'Jenny')).toMatchObject({
    id,
    name: 'Jenny',
  });
  expect(await printed(key, 'refunds', 'create', '--payment-intent', payment['id'] as string)).toMatchObject({
    object: 'refund',
    status: 'succeeded',
  });
  expect(await printed(key, 'balance', 'retrieve')).toMatchObject({ object: 'balance' });
  const declined = await printed(
    key,
    'payment_intents',
    'create',
    '--amount=2000',
    '--currency=usd',
    '--payment-method=pm_card_visa_chargeDeclined',
    '--confirm=true',
    '--return-url=https://example.com/paid',
  );
  expect(declined).toMatchObject({ error: { code: 'card_declined' } });
});
