import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { tellStory } from '../scenarios/story.ts';
import { connect, type Receiver, startReceiver } from '../scenarios/world.ts';
import { expectNothingLostOrDoneTwice } from './invariants.ts';
import { delay, insist, Load } from './load.ts';
import type { NodeProcess } from './processes.ts';
import { type Report, rounds } from './rounds.ts';
import { type SeparateServices, startSeparateServices } from './separate-services.ts';

let services: SeparateServices;
let receiver: Receiver;

beforeAll(async () => {
  [services, receiver] = await Promise.all([startSeparateServices(), startReceiver()]);
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await services.close();
}, 30_000);
afterEach(() => expect(services.processes.crashes).toEqual([]));

const CLIENT_COUNT = 8;

const sandbox = () => connect(services.url, `sk_test_${randomText(20)}`, { maxNetworkRetries: 0 });

it('tells the same story as one process does', () => tellStory(sandbox(), receiver));

it('does once what is sent 50 times at once with one key, through two replicas', async () => {
  const stripe = sandbox();
  const params = { amount: 2000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' };
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

it('lets one of two captures win that race', async () => {
  const stripe = sandbox();
  const race = async () => {
    const { id } = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
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

/** Kills one process under load and, after a while, starts it again. */
async function survive(victim: NodeProcess, random: () => number, report: Report): Promise<void> {
  const { url, stores, processes } = services;
  const load = new Load(url, random, CLIENT_COUNT);
  await delay(500 + random() * 1500);
  const killed_at = performance.now();
  await processes.kill(victim);
  await delay(1000);
  await processes.restart(victim);
  report(`${victim.program.app}: the first answer after the kill`, await load.acknowledgedAfter(killed_at));
  await delay(1000);
  await load.stop();
  report('every client answered after the kill', performance.now() - killed_at);
  await expectNothingLostOrDoneTwice(stores, load.stripe, load.acknowledged);
  report(`all of ${load.acknowledged.length} payments settled after the kill`, performance.now() - killed_at);
}

rounds('loses nothing and does nothing twice when one of two replicas is killed', (random, report) => {
  const replicas = services.processes.of('payments');
  return survive(replicas[Math.floor(random() * replicas.length)]!, random, report);
});

rounds(
  'loses nothing and does nothing twice when the only replica of a service is killed',
  (random, report) => {
    const apps = ['billing', 'gateway', 'webhooks'];
    const [victim] = services.processes.of(apps[Math.floor(random() * apps.length)]!);
    return survive(victim!, random, report);
  },
);
