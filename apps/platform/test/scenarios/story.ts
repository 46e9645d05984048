import type Stripe from 'stripe';
import { eventually, type Receiver } from './world.ts';

/** A new user's first ten minutes, the quickstart of the README; it leaves 9.12 usd in the balance, still pending. */
export async function tellStory(stripe: Stripe, receiver: Receiver): Promise<void> {
  const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
  expect(endpoint.secret).toMatch(/^whsec_/);

  const customer = await stripe.customers.create({ email: 'jenny@example.com', name: 'Jenny Rosen' });
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2000, customer: customer.id });

  const expected = [
    'customer.created',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.updated',
  ];
  await eventually(
    async () => receiver.received.length,
    (length) => length >= expected.length,
  );
  const events = receiver.received.map(({ body, signature }) =>
    stripe.webhooks.constructEvent(body, signature, endpoint.secret!),
  );
  expect(events.map(({ type }) => type).sort()).toEqual([...expected].sort());
  expect(events.every(({ api_version }) => api_version === '2025-02-24.acacia')).toBe(true);
  const succeeded = events.find(({ type }) => type === 'payment_intent.succeeded');
  expect((succeeded!.data.object as Stripe.PaymentIntent).id).toBe(intent.id);

  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
  expect(refund).toMatchObject({ status: 'succeeded', amount: 1000, payment_intent: intent.id });

  const charge = await stripe.charges.retrieve(intent.latest_charge as string, {
    expand: ['balance_transaction'],
  });
  expect(charge).toMatchObject({ amount_captured: 2000, amount_refunded: 1000, refunded: false });
  expect(charge.balance_transaction).toMatchObject({ amount: 2000, fee: 88, net: 1912 });

  const transactions = await stripe.balanceTransactions.list();
  expect(transactions.data.map(({ type, net }) => [type, net])).toEqual([
    ['refund', -1000],
    ['charge', 1912],
  ]);
  const balance = await stripe.balance.retrieve();
  const sum = [...balance.available, ...balance.pending].reduce((total, { amount }) => total + amount, 0);
  expect(sum).toBe(912);
}
