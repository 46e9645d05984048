import type Stripe from 'stripe';
import { listen, type Message } from '../events/listener.ts';
import { eventually, startWorld, type World } from './world.ts';

/** Another system, which knows nothing of Pinstripe but its topics. */
let world: World;
let stop: () => Promise<void>;
let messages: Message[];

beforeAll(async () => {
  world = await startWorld();
  ({ messages, stop } = await listen(world, ['payments']));
});
afterAll(async () => {
  await stop();
  await world.close();
});

it('reads the events that the API lists, as CloudEvents, in order for each object', async () => {
  const stripe = world.sandbox();
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    capture_method: 'manual',
  });
  await stripe.paymentIntents.confirm(intent.id, {
    payment_method: 'pm_card_visa',
    return_url: 'https://example.com/paid',
  });
  await stripe.paymentIntents.capture(intent.id);
  const types = [
    'payment_intent.created',
    'payment_intent.amount_capturable_updated',
    'payment_intent.succeeded',
  ];
  const of = (id: string) => messages.filter(({ key }) => key === id);
  await eventually(
    async () => of(intent.id),
    ({ length }) => length >= types.length,
  );
  expect(of(intent.id).map(({ headers }) => headers['ce_type'])).toEqual(types);

  const { headers, value } = of(intent.id)[0]!;
  const event = JSON.parse(value) as Stripe.Event;
  expect(headers).toMatchObject({
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: 'payment_intent.created',
    ce_source: '/payments',
    ce_subject: intent.id,
    'content-type': 'application/json',
  });
  expect(Date.parse(headers['ce_time']!) / 1000).toBe(event.created);

  const listed = await eventually(
    () => stripe.events.list({ limit: 100 }),
    ({ data }) => data.some(({ type }) => type === 'payment_intent.succeeded'),
  );
  const succeeded = listed.data.find(({ type }) => type === 'payment_intent.succeeded')!;
  const consumed = of(intent.id).at(-1)!.value;
  expect(JSON.parse(consumed)).toEqual({ ...succeeded, pending_webhooks: 0 });
});
