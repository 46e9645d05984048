import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const pay = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    return_url: 'https://example.com/paid',
    ...params,
  });

it('offers what a configuration has turned on', async () => {
  const { data } = await stripe.paymentMethodConfigurations.list();
  expect(data).toMatchObject([{ is_default: true, card: { available: true } }]);
  const shop = await stripe.paymentMethodConfigurations.create({ name: 'Shop' });
  const payment_method_configuration = shop.id;
  await expect(pay({ payment_method_configuration })).rejects.toMatchObject({ statusCode: 400 });
  await stripe.paymentMethodConfigurations.update(shop.id, {
    card: { display_preference: { preference: 'on' } },
  });
  expect(await pay({ payment_method_configuration })).toMatchObject({
    payment_method_configuration_details: { id: shop.id, parent: null },
    payment_method_types: ['card'],
    status: 'succeeded',
  });
  expect(await stripe.paymentMethodConfigurations.retrieve(shop.id)).toMatchObject({
    card: { display_preference: { overridable: null, preference: 'on', value: 'on' } },
  });
});

it('registers domains', async () => {
  const domain = await stripe.paymentMethodDomains.create({ domain_name: 'shop.example.com' });
  expect(await stripe.paymentMethodDomains.validate(domain.id)).toMatchObject({
    apple_pay: { status: 'active' },
  });
  await stripe.paymentMethodDomains.update(domain.id, { enabled: false });
  const { data } = await stripe.paymentMethodDomains.list({ enabled: false });
  expect(data.map(({ id }) => id)).toEqual([domain.id]);
  const local = await stripe.paymentMethodDomains.create({ domain_name: 'shop.localhost' });
  expect(await stripe.paymentMethodDomains.retrieve(local.id)).toMatchObject({
    apple_pay: { status: 'inactive', status_details: { error_message: expect.stringContaining('reached') } },
  });
  const { id } = await stripe.applePayDomains.create({ domain_name: 'shop.example.com' });
  expect((await stripe.applePayDomains.list({ domain_name: 'shop.example.com' })).data).toHaveLength(1);
  expect(await stripe.applePayDomains.retrieve(id)).toMatchObject({ object: 'apple_pay_domain' });
  expect(await stripe.applePayDomains.del(id)).toMatchObject({ deleted: true });
});

it('blocks what is on a list, until it is no more', async () => {
  const { data } = await stripe.radar.valueLists.list({ alias: 'email_blocklist' });
  const blocklist = data[0]!;
  const item = await stripe.radar.valueListItems.create({
    value: 'mallory@example.com',
    value_list: blocklist.id,
  });
  const { id: customer } = await stripe.customers.create({ email: 'Mallory@example.com' });
  await expect(pay({ customer })).rejects.toMatchObject({
    type: 'StripeCardError',
    decline_code: 'merchant_blacklist',
    payment_intent: { status: 'requires_payment_method' },
  });
  expect((await stripe.charges.list()).data[0]).toMatchObject({
    outcome: { reason: 'rule', rule: 'block_if_in_email_blocklist', type: 'blocked' },
  });
  expect(await stripe.radar.valueLists.retrieve(blocklist.id)).toMatchObject({
    list_items: { data: [{ id: item.id, value: 'mallory@example.com' }] },
  });
  expect(await stripe.radar.valueListItems.retrieve(item.id)).toEqual(expect.objectContaining(item));
  await stripe.radar.valueListItems.del(item.id);
  expect(await pay({ customer })).toMatchObject({ status: 'succeeded' });
});

it('blocks a payer whose payment was fraudulent', async () => {
  const { latest_charge: charge } = await pay({ receipt_email: 'mallory@example.com' });
  await stripe.refunds.create({ charge: charge as string, reason: 'fraudulent' });
  await expect(pay()).rejects.toMatchObject({ decline_code: 'merchant_blacklist' });
  const other = { payment_method: 'pm_card_mastercard' };
  expect(await pay(other)).toMatchObject({ status: 'succeeded' });
  await expect(pay({ ...other, receipt_email: 'mallory@example.com' })).rejects.toMatchObject({
    decline_code: 'merchant_blacklist',
  });
});

it('keeps lists of one’s own', async () => {
  const list = await stripe.radar.valueLists.create({
    alias: 'custom_ip_blocklist',
    item_type: 'ip_address',
    metadata: { team: 'fraud' },
    name: 'Custom IP Blocklist',
  });
  await stripe.radar.valueListItems.create({ value: '13.112.224.240', value_list: list.id });
  const named = await stripe.radar.valueLists.update(list.id, { name: 'Addresses' });
  expect(named).toMatchObject({ created_by: 'API', metadata: { team: 'fraud' }, name: 'Addresses' });
  expect((await stripe.radar.valueLists.list({ contains: '13.112.224.240' })).data).toHaveLength(1);
  expect((await stripe.radar.valueListItems.list({ value_list: list.id, value: '13.' })).data).toHaveLength(
    1,
  );
  expect(await stripe.radar.valueLists.del(list.id)).toMatchObject({ deleted: true });
  await expect(stripe.radar.valueLists.retrieve(list.id)).rejects.toMatchObject({ statusCode: 404 });
});

it('knows where a payer is whose server says so', async () => {
  const { data } = await stripe.radar.valueLists.list({ alias: 'client_ip_address_blocklist' });
  await stripe.radar.valueListItems.create({ value: '62.132.141.1', value_list: data[0]!.id });
  const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' };
  const signals = { referrer: 'https://example.com/cart', user_agent: 'Mozilla/5.0' };
  const payFrom = (ip: string) => {
    const payment_method_data = { type: 'card', card, ip, ...signals };
    return stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'usd',
      payment_method_types: ['card'],
      payment_method_data,
    } as unknown as Stripe.PaymentIntentCreateParams);
  };
  const chargeFrom = (ip: string, source = 'tok_visa') =>
    stripe.charges.create({
      amount: 2000,
      currency: 'usd',
      source,
      ip,
      ...signals,
    } as Stripe.ChargeCreateParams);
  const blocked = { decline_code: 'merchant_blacklist' };
  await expect(payFrom('62.132.141.1')).rejects.toMatchObject(blocked);
  await expect(chargeFrom('62.132.141.1')).rejects.toMatchObject(blocked);
  expect(await payFrom('62.132.141.2')).toMatchObject({ status: 'succeeded' });
  await expect(payFrom('example.com')).rejects.toMatchObject({ param: 'payment_method_data[ip]' });
  await expect(chargeFrom('example.com')).rejects.toMatchObject({ param: 'ip' });
  const charge = await chargeFrom('62.132.141.2', 'tok_createDispute');
  const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data;
  expect(dispute!.evidence.customer_purchase_ip).toBe('62.132.141.2');
});

it('knows where a client is that pays with a publishable key', async () => {
  const sandbox = randomText(20);
  stripe = connect(world.platform.url, `sk_test_${sandbox}`);
  const page = connect(world.platform.url, `pk_test_${sandbox}`);
  const { data } = await stripe.radar.valueLists.list({ alias: 'client_ip_address_blocklist' });
  await stripe.radar.valueListItems.create({ value: '127.0.0.1', value_list: data[0]!.id });
  const { id, client_secret } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
  });
  const params = { client_secret: client_secret! } as Stripe.PaymentIntentConfirmParams;
  await expect(page.paymentIntents.confirm(id, params)).rejects.toMatchObject({
    decline_code: 'merchant_blacklist',
  });
  expect(await pay()).toMatchObject({ status: 'succeeded' });
});
