import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deliveries are no documents: nearly all of them are written twice and never read. Each is a row of columns that is found
 * by its destination, and enters two more indexes only while it is of interest there. Old ones are found by block ranges.
 */
export class DeliveriesAsColumns1700000003004 implements MigrationInterface {
  readonly name = 'DeliveriesAsColumns1700000003004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries rename to deliveries_before;
      drop index deliveries_waiting;
      create table deliveries (
        destination text collate "C" not null,
        id text collate "C" not null,
        account text collate "C" not null,
        livemode boolean not null,
        event text collate "C" not null,
        created bigint not null,
        status text not null,
        next_attempt_at bigint,
        -- Until then it is in the hands of one process.
        claimed_until bigint not null default 0,
        version integer not null default 1,
        delivered_at bigint,
        attempts jsonb not null default '[]',
        traceparent text,
        primary key (destination, id)
      );
      insert into deliveries
      select destination, id, account, livemode, event, created, status, next_attempt_at, claimed_until, version,
        case when status = 'delivered' then (document -> 'attempts' -> -1 ->> 'started_at')::bigint end,
        document -> 'attempts', private ->> 'traceparent'
      from deliveries_before;
      drop table deliveries_before;
      create index deliveries_waiting on deliveries (destination, next_attempt_at) where status = 'pending';
      create index deliveries_undelivered on deliveries (account, livemode, event)
        where delivered_at is null and status <> 'canceled';
      create index deliveries_by_age on deliveries using brin (created) with (autosummarize = on);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table deliveries rename to deliveries_after;
      drop index deliveries_waiting;
      ${documentTable('deliveries', {
        columns: {
          event: `text collate "C" = document->>'event'`,
          destination: `text collate "C" = document->>'destination'`,
          status: "text = document->>'status'",
          next_attempt_at: "bigint = (document->>'next_attempt_at')::bigint",
        },
      })}
      alter table deliveries add column claimed_until bigint not null default 0;
      create index on deliveries (account, livemode, event);
      create index deliveries_waiting on deliveries (destination, next_attempt_at) where status = 'pending';
      insert into deliveries (account, livemode, id, created, sort_id, version, claimed_until, private, document)
      select account, livemode, id, created, right(id, 24), version, claimed_until,
        jsonb_build_object('traceparent', traceparent),
        jsonb_build_object('id', id, 'object', 'delivery', 'created', created, 'livemode', livemode, 'event', event,
          'destination', destination, 'status', status, 'next_attempt_at', next_attempt_at, 'attempts', attempts)
      from deliveries_after;
      drop table deliveries_after;`);
  }
}
