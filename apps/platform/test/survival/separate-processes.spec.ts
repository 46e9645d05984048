import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect, type Receiver, startReceiver } from '../scenarios/world.ts';
import { tellStory } from '../scenarios/story.ts';
import { expectNothingLostOrDoneTwice } from './invariants.ts';
import { delay, insist, Load } from './load.ts';
import { type SeparateProcesses, startSeparateProcesses } from './processes.ts';
import { rounds } from './rounds.ts';

/** Gateway, billing, connect, webhooks and two replicas of payments, each a process of its own. */
let processes: SeparateProcesses;
let receiver: Receiver;

beforeAll(async () => {
  processes = await startSeparateProcesses();
  receiver = await startReceiver();
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await processes.close();
}, 30_000);
afterEach(() => expect(processes.crashes).toEqual([]));

const sandbox = () => connect(processes.url, `sk_test_${randomText(20)}`, { maxNetworkRetries: 0 });

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

rounds('loses nothing and does nothing twice when a replica is killed', async (random, report) => {
  const load = new Load(processes.url, random, 8);
  await delay(1000 + random() * 1000);
  const { payments } = processes.replicas;
  const victim = payments[Math.floor(random() * payments.length)]!;
  const killed_at = performance.now();
  await processes.kill(victim);
  report('the first answer after the kill', await load.acknowledgedAfter(killed_at));
  await delay(1500);
  await load.stop();
  report('every client answered after the kill', performance.now() - killed_at);
  await expectNothingLostOrDoneTwice(processes, load.stripe, load.acknowledged);
  report(`all of ${load.acknowledged.length} payments settled after the kill`, performance.now() - killed_at);
  await processes.restart(victim);
});
