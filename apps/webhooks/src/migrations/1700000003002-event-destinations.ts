import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Destinations of v2 beside the endpoints of v1, and one view of both, from which all events are delivered; thin events beside
 * the snapshots. Events of either kind are found by their subject.
 */
export class EventDestinations1700000003002 implements MigrationInterface {
  readonly name = 'EventDestinations1700000003002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('event_destinations', {
        columns: {
          status: "text = document->>'status'",
          event_payload: "text = document->>'event_payload'",
        },
      })}

      create view destinations as
        select account, livemode, id, status, 'snapshot' as event_payload, document -> 'enabled_events' as enabled_events,
          not connect as from_self, connect as from_other_accounts, document ->> 'url' as url,
          private -> 'secrets' as secrets, (private ->> 'failing_since')::bigint as failing_since
        from webhook_endpoints
        union all
        select account, livemode, id, status, event_payload, document -> 'enabled_events',
          document -> 'events_from' ? 'self', document -> 'events_from' ? 'other_accounts',
          document -> 'webhook_endpoint' ->> 'url',
          private -> 'secrets', (private ->> 'failing_since')::bigint
        from event_destinations;

      ${documentTable('thin_events')}
      alter table thin_events
        add column type text not null,
        add column subject text collate "C" not null,
        alter column document type json using document::json;
      create index on thin_events (account, livemode, subject, created desc, sort_id desc);
      create index on thin_events (created);

      alter table events add column subject text collate "C";
      update events set subject = coalesce(document -> 'data' -> 'object' ->> 'id', account);
      alter table events alter column subject set not null;
      create index on events (account, livemode, subject, created desc, sort_id desc);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table events drop column subject;
      drop table thin_events;
      drop view destinations;
      drop table event_destinations;`);
  }
}
