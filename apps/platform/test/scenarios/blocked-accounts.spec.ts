import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect, eventTypes, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

it('a bank account that is closed cannot be debited again, by nobody who keeps it', async () => {
  const sandbox = randomText(20);
  const stripe = connect(world.platform.url, `sk_test_${sandbox}`);
  const { id: customer } = await stripe.customers.create();
  const online = { ip_address: '192.0.2.1', user_agent: 'test' };
  const pay = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'usd',
      customer,
      mandate_data: { customer_acceptance: { type: 'online', online } },
      payment_method: 'pm_usBankAccount_accountClosed',
      payment_method_types: ['us_bank_account'],
      setup_future_usage: 'off_session',
      ...params,
    });
  const { id } = await pay();
  const { payment_method } = await stripe.paymentIntents.verifyMicrodeposits(id, { amounts: [32, 45] });
  await world.advance(10);
  const { us_bank_account } = await stripe.paymentMethods.retrieve(payment_method as string);
  expect(us_bank_account!.status_details).toEqual({
    blocked: { network_code: 'R02', reason: 'bank_account_closed' },
  });

  await expect(pay({ payment_method: payment_method as string })).rejects.toMatchObject({
    code: 'bank_account_unusable',
    statusCode: 402,
  });
  const { data } = await stripe.charges.list({ limit: 1 });
  expect(data).toMatchObject([{ failure_code: 'bank_account_unusable', outcome: { type: 'blocked' } }]);
  await expect(
    stripe.setupIntents.create({
      confirm: true,
      customer,
      payment_method: payment_method as string,
      payment_method_types: ['us_bank_account'],
    }),
  ).rejects.toMatchObject({ code: 'bank_account_unusable', statusCode: 402 });
  expect((await eventTypes(stripe, 15)).slice(6)).toEqual([
    'charge.failed',
    'payment_intent.payment_failed',
    'mandate.updated',
    'payment_method.automatically_updated',
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
    'setup_intent.created',
    'setup_intent.setup_failed',
  ]);
});
