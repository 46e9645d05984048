import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { tellStory } from '../scenarios/story.ts';
import { connect, type Receiver, startReceiver } from '../scenarios/world.ts';
import { expectNothingLostOrDoneTwice } from './invariants.ts';
import { delay, insist } from './insist.ts';
import { Load } from './load.ts';
import type { NodeProcess } from './processes.ts';
import { rounds } from './rounds.ts';
import { type SeparateServices, startSeparateServices } from './separate-services.ts';

let services: SeparateServices;
let receiver: Receiver;

beforeAll(async () => {
  [services, receiver] = await Promise.all([startSeparateServices(), startReceiver()]);
}, 60_000);
afterAll(async () => {
  await receiver?.close();
  await services?.close();
}, 60_000);
afterEach(() => expect(services.processes.crashes).toEqual([]));

const CLIENT_COUNT = 8;
const AWAY_MS = 1000;

const sandbox = () => connect(services.url, `sk_test_${randomText(20)}`, { maxNetworkRetries: 0 });

it('tells the same story as one process does', () => tellStory(sandbox(), receiver));

it('does once what is sent 50 times at once with one key, through two replicas', async () => {
  const stripe = sandbox();
  const params = {
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
  };
  const key = randomText(16);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => insist((options) => stripe.paymentIntents.create(params, options), key)),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  const isReplayed = ({ lastResponse }: (typeof answers)[number]) =>
    lastResponse.headers['idempotent-replayed'] === 'true';
  expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect((await stripe.charges.list()).data).toHaveLength(1);
  expect((await stripe.balanceTransactions.list()).data).toHaveLength(1);
});

it('leads a cardholder over the pages, which are a process too', async () => {
  const stripe = sandbox();
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_threeDSecure2Required',
    return_url: 'https://shop.example/',
  });
  const { url } = intent.next_action!.redirect_to_url!;
  expect(url).toMatch(new RegExp(`^${services.url}/`));
  expect(await (await fetch(url!)).text()).toContain('Complete authentication');
  const body = new URLSearchParams({ outcome: 'succeeded' });
  const chosen = await fetch(url!, { method: 'POST', body, redirect: 'manual' });
  expect(chosen.headers.get('location')).toMatch(/^https:\/\/shop.example\/.*redirect_status=succeeded$/);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
});

it('lets one of two captures win that race', async () => {
  const stripe = sandbox();
  const race = async () => {
    const { id } = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
      payment_method_types: ['card'],
    });
    const captures = await Promise.allSettled(
      [1000, 1500].map((amount_to_capture) =>
        insist((options) => stripe.paymentIntents.capture(id, { amount_to_capture }, options)),
      ),
    );
    const [won, lost] = captures.toSorted((one) => (one.status === 'fulfilled' ? -1 : 1));
    expect(lost).toMatchObject({ reason: { statusCode: 400, code: 'payment_intent_unexpected_state' } });
    return (won as PromiseFulfilledResult<Stripe.PaymentIntent>).value.amount_received;
  };
  const received = await Promise.all(Array.from({ length: 10 }, race));
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const transactions = await stripe.balanceTransactions.list({ limit: 100 });
  expect(sum(transactions.data.map(({ amount }) => amount))).toBe(sum(received));
});

/** Kills a process and, after a while, starts it again, at its former address. */
async function killAndRestart(victim: NodeProcess, after_ms: number): Promise<void> {
  await delay(after_ms);
  await services.processes.kill(victim);
  await delay(AWAY_MS);
  await services.processes.restart(victim);
}

rounds(
  'loses nothing and does nothing twice when a replica and another service are killed',
  async (random, report) => {
    const { url, stores, processes } = services;
    const pick = <T>(list: T[]) => list[Math.floor(random() * list.length)]!;
    const replica = pick(processes.of('payments'));
    const other = pick(['billing', 'gateway', 'webhooks'].flatMap((app) => processes.of(app)));

    const load = new Load(url, random, CLIENT_COUNT);
    await Promise.all([replica, other].map((victim) => killAndRestart(victim, 500 + random() * 1500)));
    const back_at = performance.now();
    report(
      `${other.program.app} too: the first answer after the restart`,
      await load.acknowledgedAfter(back_at),
    );
    await delay(500);
    await load.stop();
    report('every client answered after the restart', performance.now() - back_at);
    await expectNothingLostOrDoneTwice(stores, load.stripe, load.acknowledged);
    report(
      `all of ${load.acknowledged.payments} payments settled after the restart`,
      performance.now() - back_at,
    );
  },
);
