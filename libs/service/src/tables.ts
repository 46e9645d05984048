import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Settable, Table } from './statement.ts';

/** Messages to publish: written with what they tell of, published in this order, then deleted. */
export const OUTBOX: Table = {
  name: 'outbox',
  columns: { topic: 'text', key: 'text', headers: 'jsonb', value: 'json_text' },
  ordered: true,
};

/** Messages that have been acted on. The key names the consumer and the message. */
export const INBOX: Table = { name: 'inbox', columns: { key: 'text', created: 'bigint' } };

/** Requests with an idempotency key: unanswered (status null) while an attempt outside is under way. */
export const IDEMPOTENCY: Table = {
  name: 'idempotency',
  columns: {
    key: 'text',
    fingerprint: 'text',
    request_id: 'text',
    status: 'integer',
    body: 'json_text',
    expires_at: 'bigint',
  },
};

/** The answer of a request that was claimed before its outcome was known. */
export const IDEMPOTENCY_ANSWER: Settable = {
  table: 'idempotency',
  key_column: 'key',
  columns: { status: 'integer', body: 'json_text' },
};

export interface DocumentTableOptions {
  /** Columns generated from the document, for what is filtered, joined or constrained: name to `type = expression`. */
  columns?: Readonly<Record<string, string>>;
  /** Deleted objects stay, as tombstones, and are left out of lists. */
  tombstones?: boolean;
  /** Columns to list by; each gets an index in list order. */
  indexed?: readonly string[];
}

/**
 * The DDL of a document table. Ids and sort ids compare by byte, and a document of up to 8 kB stays in its row:
 * reading it is one index probe, and writing it compresses nothing.
 */
export function documentTable(name: string, options: DocumentTableOptions = {}): string {
  const columns = Object.entries(options.columns ?? {}).map(([column, definition]) => {
    const [type, expression] = split(definition);
    return `${column} ${type} generated always as (${expression}) stored`;
  });
  if (options.tombstones) {
    columns.push(
      "deleted boolean generated always as (coalesce((document->>'deleted')::boolean, false)) stored",
    );
  }
  const indexes = (options.indexed ?? []).map(
    (column) => `create index on ${name} (account, livemode, ${column}, created desc, sort_id desc);`,
  );
  return `
    create table ${name} (
      account text collate "C" not null,
      livemode boolean not null,
      id text collate "C" not null,
      created bigint not null,
      sort_id text collate "C" not null,
      version integer not null default 1,
      document jsonb not null,
      private jsonb,
      ${columns.map((column) => `${column},\n`).join('')}
      primary key (account, livemode, id)
    ) with (toast_tuple_target = 8160, fillfactor = 90);
    create index on ${name} (account, livemode, created desc, sort_id desc);
    ${indexes.join('\n')}`;
}

function split(definition: string): [string, string] {
  const at = definition.indexOf(' = ');
  if (at < 0) throw new Error(`a generated column is written 'type = expression', not '${definition}'`);
  return [definition.slice(0, at), definition.slice(at + 3)];
}

/** The tables that every service has. */
export class ServiceTables1700000000000 implements MigrationInterface {
  readonly name = 'ServiceTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id bigint generated always as identity primary key,
        topic text not null,
        key text not null,
        headers jsonb not null,
        value text not null
      ) with (toast_tuple_target = 8160);
      create table inbox (key text collate "C" primary key, created bigint not null);
      create index on inbox (created);
      create table outbox_rejected (
        id bigint primary key,
        topic text not null,
        key text not null,
        headers jsonb not null,
        value text not null,
        reason text not null,
        rejected_at timestamptz not null default now()
      );
      create table handled_commands (key text collate "C" primary key, created bigint not null);
      create table parked_keys (key text collate "C" primary key, reason text not null, created bigint not null);
      create table idempotency (
        key text collate "C" primary key,
        fingerprint text not null,
        request_id text not null,
        status integer,
        body text,
        expires_at bigint not null
      ) with (toast_tuple_target = 8160);
      create index on idempotency (expires_at);
      ${documentTable('timers', { columns: { due_at: "bigint = (document->>'due_at')::bigint" } })}
      create index on timers (due_at);
      ${documentTable('attempts', { columns: { started_at: "bigint = (document->>'started_at')::bigint" } })}
      create index on attempts (started_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table attempts, timers, idempotency, parked_keys, handled_commands, outbox_rejected, inbox, outbox',
    );
  }
}
