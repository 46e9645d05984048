import { DAY, pause, systemClock, timestamp } from '@pinstripe/kernel';
import { INBOX, type Runtime, type Table, type Unit } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import type { Received } from './received.ts';
import { TOPICS } from './topics.ts';

/**
 * What has been acted on (docs/principles.md, "Consumers" and "Commands"). A message's key is inserted by the statement
 * that writes what the message did, so both are there or neither, and a repeat finds the key taken.
 *
 * Of an event the key is its id, kept for as long as Kafka may deliver it again. Of a command it is the domain key, in a
 * table of its own that is never swept: a command that is sent again after a year still changes nothing.
 *
 * Ages are of the machine's time, as Kafka's are: moving a sandbox's clock makes no message old.
 */
export const HANDLED_COMMANDS: Table = {
  name: 'handled_commands',
  columns: { key: 'text', created: 'bigint' },
};

/** How long the inbox remembers, in seconds: Kafka deletes by whole segments, somewhat later than it promises. */
const KEPT = TOPICS.events.retention! + 7 * DAY;
const SWEEP_EVERY_MS = 60_000;
const SWEEP_MAX = 1000;

const log = logger('inbox');

/** The key under which the service called `consumer` acts on `received` once. */
export function claimOf(consumer: string, received: Received): NonNullable<Unit['claim']> {
  const { kind, topic, partition, offset } = received;
  const ce_id = received.header('ce_id');
  const created = timestamp(systemClock);
  if (kind === 'commands' && ce_id !== undefined) {
    const [account, livemode, type] = ['ce_account', 'ce_livemode', 'ce_type'].map((name) =>
      received.header(name),
    );
    return { table: HANDLED_COMMANDS, row: { key: `${account} ${livemode} ${type} ${ce_id}`, created } };
  }
  const id = kind === 'events' && ce_id !== undefined ? ce_id : `${topic}/${partition}/${offset}`;
  return { table: INBOX, row: { key: `${consumer} ${id}`, created } };
}

/** Whether the claim is taken. */
export async function isTaken(
  runtime: Runtime,
  { table, row }: NonNullable<Unit['claim']>,
): Promise<boolean> {
  const text = `select 1 from ${table.name} where key = $1`;
  return (await runtime.database.query({ text, values: [row.key] })).length > 0;
}

/** Whether the inbox may have forgotten a message of this age: nobody could tell whether it is a repeat. */
export function isForgotten({ kind, published_at }: Received): boolean {
  return kind === 'events' && published_at < timestamp(systemClock) - KEPT;
}

/** Deletes what the inbox need not remember, up to a thousand rows; answers how many. */
export async function sweepInbox(runtime: Runtime): Promise<number> {
  const rows = await runtime.database.query({
    text:
      'delete from inbox where key in (select key from inbox where created < $1 ' +
      'order by created limit $2 for update skip locked) returning key',
    values: [timestamp(systemClock) - KEPT, SWEEP_MAX],
  });
  return rows.length;
}

/** Sweeps now and then, in small batches, until it is stopped. */
export function startSweeping(runtime: Runtime): { stop(): Promise<void> } {
  let stopped = false;
  let under_way: Promise<void> = Promise.resolve();
  const sweep = async () => {
    try {
      while (!stopped && (await sweepInbox(runtime)) === SWEEP_MAX) await pause(100);
    } catch (error) {
      log.warn({ err: error }, 'the inbox could not be swept; it will be tried again');
    }
  };
  const timer = setInterval(() => {
    under_way = under_way.then(sweep);
  }, SWEEP_EVERY_MS).unref();
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return under_way;
    },
  };
}
