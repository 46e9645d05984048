import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type Stripe from 'stripe';
import { eventually, startWorld, type World } from './world.ts';

/** The example of docs/guides/consuming-events.md, as its readers run it. */
const CONSUMER = resolve(import.meta.dirname, '../../../../examples/kafka-consumer/consumer.mjs');
/** Changes of one customer: one key, one partition, and so one copy at a time. */
const CHANGE_COUNT = 60;
const KILLED_AT = 30;
/** So that a batch takes a while, and a copy can be killed within one. */
const WORK_MS = 5;
/** The group notices a dead member after six seconds; then all the rest is to be done. */
const TAKEOVER_MS = 40_000;
const TIMEOUT_MS = 60_000;

let world: World;
let folder: string;
const copies: Copy[] = [];

beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-example-'));
});
afterAll(async () => {
  for (const { process } of copies) process.kill('SIGKILL');
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** A running copy, with what it says of each event: that it has handled it, or that it has come again. */
interface Copy {
  process: ChildProcess;
  lines: { verdict: string; id: string; subject: string; type: string }[];
  partitions: number;
}

function startCopy(): Copy {
  const env = {
    ...process.env,
    KAFKA_BROKERS: world.brokers.join(','),
    PINSTRIPE_NAMESPACE: world.namespace,
    PINSTRIPE_SERVICES: 'billing',
    CONSUMER_GROUP: `${world.namespace}-example`,
    EVENTS_FOLDER: folder,
    WORK_MS: String(WORK_MS),
  };
  const args = ['--disable-warning=TimeoutNegativeWarning', CONSUMER];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const copy: Copy = { process: child, lines: [], partitions: 0 };
  createInterface(child.stdout).on('line', (line) => {
    const [verdict, , , id, subject, type] = line.split(/ +/) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    copy.lines.push({ verdict, id, subject, type });
  });
  createInterface(child.stderr).on('line', (line) => {
    copy.partitions = Number(/^reading (\d+) partitions$/.exec(line)?.[1] ?? copy.partitions);
  });
  copies.push(copy);
  return copy;
}

const said = ({ lines }: Copy, verdict: string) => lines.filter((line) => line.verdict === verdict);

/** Changes the customer again and again, while others come. */
async function change(stripe: Stripe, customer: string): Promise<void> {
  for (let n = 0; n < CHANGE_COUNT; n++)
    await Promise.all([stripe.customers.update(customer, { name: `n ${n}` }), stripe.customers.create()]);
}

async function filed(): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => !name.startsWith('.')).map((name) => name.replace('.json', ''));
}

it(
  'acts on each event once, in two copies, of which one is killed in the middle of its work',
  async () => {
    const stripe = world.sandbox();
    const { id: customer } = await stripe.customers.create({ name: 'none' });
    const both = [startCopy(), startCopy()];
    await eventually(
      async () => both.map(({ partitions }) => partitions),
      (partitions) => partitions.every((count) => count === 3),
    );
    // While they stand still the events pile up, and then come in one batch, of which Kafka is told at its end.
    for (const copy of both) copy.process.kill('SIGSTOP');
    await change(stripe, customer);
    for (const copy of both) copy.process.kill('SIGCONT');
    const changes = ({ lines }: Copy) => lines.filter(({ subject }) => subject === customer);
    const killed = await eventually(
      async () => both.find((copy) => changes(copy).length >= KILLED_AT),
      (found) => found !== undefined,
    );
    killed!.process.kill('SIGKILL');
    const survivor = both.find((copy) => copy !== killed)!;
    await change(stripe, customer);

    const total = 1 + 4 * CHANGE_COUNT;
    const events = await eventually(
      () => stripe.events.list().autoPagingToArray({ limit: 1000 }),
      ({ length }) => length >= total,
    );
    await eventually(filed, ({ length }) => length >= total, TAKEOVER_MS);
    expect((await filed()).sort()).toEqual(events.map(({ id }) => id).sort());

    // What the dead copy had done and not told Kafka came again, and was known; all else was done once, in order.
    const again = said(survivor, 'again').map(({ id }) => id);
    const done_by_killed = said(killed!, 'handled').map(({ id }) => id);
    expect(again.filter((id) => done_by_killed.includes(id))).not.toEqual([]);
    const handled = [...said(killed!, 'handled'), ...said(survivor, 'handled')];
    expect(new Set(handled.map(({ id }) => id)).size).toBe(handled.length);
    const updates = handled.filter(({ type }) => type === 'customer.updated').map(({ id }) => id);
    expect(updates).toEqual([...updates].sort());
  },
  TIMEOUT_MS,
);
