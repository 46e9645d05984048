import { pause, stopwatch } from '@pinstripe/kernel';
import type { Runtime } from '@pinstripe/service';
import { logger, metrics } from '@pinstripe/telemetry';
import type { Kafka } from 'kafkajs';
import type pg from 'pg';
import { Alarm } from './alarm.ts';
import { type OutboxRow, Publisher } from './publisher.ts';
import type { Topics } from './topics.ts';

/**
 * The outbox relay: one per service over all of its replicas (docs/principles.md, "The outbox and its topics").
 *
 * It guarantees that every row of the outbox is published at least once, rows of a key in the order of their ids, and is
 * deleted only then. It reads all that is there, from the lowest id: a unit that commits late with a low id is found by
 * the next round, where a watermark would have passed it. It does not guarantee that a message is published once: who
 * consumes keeps an inbox.
 *
 * The replica that holds an advisory lock is the relay. It reads and deletes on the very connection that holds the lock,
 * so that one which was replaced, and does not know it yet, can delete nothing.
 */
const RELAY_LOCK = 7_177_002;
const CHANNEL = 'outbox';
const ROWS_MAX = 1000;
const POLL_MS = 1000;
/**
 * Rounds of a busy outbox begin this far apart, and replicas announce their commits this often at most. The first event
 * after a rest does not wait. Of 5 and 25 ms the latter made a fifth more payments: fewer, larger rounds for all behind.
 */
const LINGER_MS = 25;
const STOP_PATIENCE_MS = 3000;

/**
 * The connection's own: a relay that has vanished without a word is noticed within seconds; a delete that is lost in a
 * crash only repeats messages; and a table that is mostly empty is read by its key whatever its statistics say.
 */
const SESSION = `
  set tcp_keepalives_idle = 5;
  set tcp_keepalives_interval = 2;
  set tcp_keepalives_count = 3;
  set synchronous_commit = off;
  set enable_seqscan = off`;
const QUERY_TIMEOUT_MS = 10_000;

const log = logger('relay');

export class Relay {
  private readonly publisher: Publisher;
  private readonly alarm = new Alarm();
  private client: pg.Client | null = null;
  private leads = false;
  private stopped = false;
  private announcing = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    kafka: Kafka,
    topics: Topics,
  ) {
    this.publisher = new Publisher(kafka, topics, (row, reason) => this.reject(row, reason));
  }

  start(): void {
    this.runtime.onCommit(() => (this.leads ? this.alarm.ring() : void this.announce()));
    this.ended = this.run();
  }

  /** Ends after the round in hand; what is left in the outbox is another replica's, or the next start's. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await Promise.race([this.ended, pause(STOP_PATIENCE_MS)]);
    await this.resign();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.alarm.clear();
      try {
        if (await this.isElected()) await this.lead();
      } catch (error) {
        if (!this.stopped)
          log.error({ err: error, service: this.runtime.name }, 'the outbox is not published');
        await this.resign();
        this.alarm.clear();
      }
      if (!this.stopped) await this.alarm.wait(POLL_MS);
    }
  }

  /** It asks again and again rather than wait in the database: a waiting statement would hold back its vacuum. */
  private async isElected(): Promise<boolean> {
    this.client ??= await this.connect();
    const [row] = await this.query<{ elected: boolean }>({
      text: 'select pg_try_advisory_lock($1) as elected',
      values: [RELAY_LOCK],
    });
    return row!.elected;
  }

  private async connect(): Promise<pg.Client> {
    const client = await this.runtime.database.dedicatedClient();
    // What ends the connection rejects the next query too, which ends the reign.
    client.on('error', () => this.alarm.ring());
    client.on('notification', () => this.alarm.ring());
    await client.query(SESSION);
    return client;
  }

  private async lead(): Promise<void> {
    await this.query({ text: `listen ${CHANNEL}` });
    this.leads = true;
    log.info({ service: this.runtime.name }, 'this replica relays the outbox');
    while (!this.stopped) {
      const began = stopwatch();
      const count = await this.publishRound();
      if (count === ROWS_MAX) continue;
      await this.alarm.wait(POLL_MS);
      const early_ms = began + LINGER_MS - stopwatch();
      if (early_ms > 0) await pause(early_ms);
    }
  }

  /** Publishes what the outbox holds, up to a round's worth; answers how many rows it found. */
  private async publishRound(): Promise<number> {
    const waited_since = this.alarm.rung_at ?? stopwatch();
    this.alarm.clear();
    const rows = await this.query<OutboxRow>({
      name: 'read_outbox',
      text: 'select id, topic, key, headers, value from outbox order by id limit $1',
      values: [ROWS_MAX],
    });
    if (rows.length === 0) return 0;
    await this.publisher.publish(rows);
    metrics.outbox_delay.observe({ service: this.runtime.name }, (stopwatch() - waited_since) / 1000);
    await this.query({
      name: 'delete_published',
      text: 'delete from outbox where id = any($1)',
      values: [rows.map(({ id }) => id)],
    });
    for (const [topic, published] of Map.groupBy(rows, ({ topic }) => topic)) {
      metrics.outbox_published.inc({ service: this.runtime.name, topic }, published.length);
    }
    return rows.length;
  }

  private async reject(row: OutboxRow, reason: string): Promise<void> {
    await this.query({
      text:
        'with gone as (delete from outbox where id = $1 returning *) ' +
        'insert into outbox_rejected (id, topic, key, headers, value, reason) ' +
        'select id, topic, key, headers, value, $2 from gone',
      values: [row.id, reason],
    });
    log.error(
      { service: this.runtime.name, id: row.id, topic: row.topic, key: row.key, reason },
      'a row of the outbox can never be published, and was moved to outbox_rejected',
    );
  }

  private async query<Row extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<Row[]> {
    if (this.client === null) throw new Error('the relay has been stopped');
    const bounded = { ...statement, query_timeout: QUERY_TIMEOUT_MS };
    return (await this.client.query<Row>(bounded)).rows;
  }

  /** Gives lock and connection back; a connection that does not answer is not waited for. */
  private async resign(): Promise<void> {
    this.leads = false;
    const { client } = this;
    this.client = null;
    void client?.end().catch(() => undefined);
    await this.publisher.close().catch(() => undefined);
  }

  /** Tells the replica that relays; many commits share one notification, whose own commit nobody waits for. */
  private async announce(): Promise<void> {
    if (this.announcing || this.stopped) return;
    this.announcing = true;
    await pause(LINGER_MS);
    this.announcing = false;
    await this.runtime.database
      .query({
        name: 'announce_outbox',
        text: "select set_config('synchronous_commit', 'off', true), pg_notify($1, '')",
        values: [CHANNEL],
      })
      .catch((error: unknown) =>
        log.debug({ err: error }, 'the relay could not be woken; its poll will find the rows'),
      );
  }
}
