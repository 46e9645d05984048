import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import type Stripe from 'stripe';
import { openBrowser } from './browser.ts';
import { eventTypes, startWorld, type World } from './world.ts';

let world: World;
let browser: Browser;
let stripe: Stripe;
/** The merchant's own site, to which payers come back. */
let shop: { url: string; server: Server };

beforeAll(async () => {
  const server = createServer((_request, response) => response.end('Thank you'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  shop = { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/order?number=7` };
  [world, browser] = await Promise.all([startWorld(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  shop.server.closeAllConnections();
  shop.server.close();
  await world.close();
});
beforeEach(() => {
  stripe = world.sandbox();
});

/** Presses a button on the page of a source, and answers what the payer's way back says. */
async function choose({ redirect }: Stripe.Source, name: RegExp): Promise<Record<string, string>> {
  const page = await browser.newPage();
  try {
    await page.goto(redirect!.url);
    expect(await page.getByRole('main').innerText()).toContain('€10.99');
    await page.getByRole('button', { name }).click();
    await page.waitForURL(`${new URL(shop.url).origin}/**`);
    return Object.fromEntries(new URL(page.url()).searchParams);
  } finally {
    await page.close();
  }
}

const make = (params: Stripe.SourceCreateParams = {}) =>
  stripe.sources.create({
    type: 'ideal',
    amount: 1099,
    currency: 'eur',
    redirect: { return_url: shop.url },
    ...params,
  });

describe('a source whose payer is led to a page', () => {
  it('is charged when the payer has authorized it', async () => {
    const source = await make();
    expect(await choose(source, /^Authorize/)).toEqual({
      client_secret: source.client_secret,
      livemode: 'false',
      number: '7',
      source: source.id,
    });
    expect(await stripe.sources.retrieve(source.id)).toMatchObject({ status: 'chargeable' });
    const charge = await stripe.charges.create({ amount: 1099, currency: 'eur', source: source.id });
    expect(charge).toMatchObject({
      payment_method_details: { type: 'ideal' },
      source: { id: source.id, status: 'consumed' },
      status: 'succeeded',
    });
    expect(await stripe.refunds.create({ charge: charge.id, amount: 500 })).toMatchObject({ amount: 500 });
    expect(await eventTypes(stripe, 4)).toEqual([
      'source.chargeable',
      'charge.succeeded',
      'refund.created',
      'charge.refunded',
    ]);
  });

  it('fails when the payer does not want to', async () => {
    const source = await make();
    expect(await choose(source, /^Fail/)).toMatchObject({ source: source.id });
    expect(await stripe.sources.retrieve(source.id)).toMatchObject({ status: 'failed' });
    expect(await eventTypes(stripe, 1)).toEqual(['source.failed']);
  });
});

it('debits a customer’s account, which is the customer’s default source', async () => {
  const source = await stripe.sources.create({
    type: 'sepa_debit',
    currency: 'eur',
    owner: { name: 'Jenny Rosen' },
    ...({ sepa_debit: { iban: 'AT611904300234573201' } } as object),
  });
  const { default_source, id: customer } = await stripe.customers.create({ source: source.id });
  expect(default_source).toBe(source.id);
  const { id, status } = await stripe.charges.create({ amount: 1099, currency: 'eur', customer });
  expect(status).toBe('pending');
  await world.advance(60);
  expect(await stripe.charges.retrieve(id)).toMatchObject({ paid: true, status: 'succeeded' });
  await stripe.customers.del(customer);
  expect(await eventTypes(stripe, 9)).toEqual([
    'source.chargeable',
    'payment_method.attached',
    'customer.source.created',
    'customer.created',
    'charge.pending',
    'charge.succeeded',
    'customer.deleted',
    'payment_method.detached',
    'customer.source.deleted',
  ]);
  expect(await stripe.sources.retrieve(source.id)).toMatchObject({ status: 'consumed' });
});

it('waits for transfers, and shows them', async () => {
  const { id } = await stripe.sources.create({
    type: 'ach_credit_transfer',
    currency: 'usd',
    owner: { email: 'amount_4242@example.com' },
  });
  const { id: customer } = await stripe.customers.create({ source: id });
  await world.advance(3);
  await world.advance(60);
  const { data } = await stripe.sources.listSourceTransactions(id);
  expect(data).toMatchObject([{ object: 'source_transaction', amount: 4242, status: 'succeeded' }]);
  const charge = await stripe.charges.create({ amount: 4242, currency: 'usd', customer, source: id });
  expect(charge).toMatchObject({ customer, paid: true, source: { id, status: 'pending' } });
  expect(await eventTypes(stripe, 6)).toEqual([
    'customer.source.created',
    'customer.created',
    'source.transaction.created',
    'source.transaction.updated',
    'source.chargeable',
    'charge.succeeded',
  ]);
});
