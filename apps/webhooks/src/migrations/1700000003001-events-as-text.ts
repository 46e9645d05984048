import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An event is kept as the text that it came in, beside the columns by which it is found. Old ones are found by block
 * ranges: they come in the order of their time, and an index that every event must enter would serve the sweep alone.
 */
export class EventsAsText1700000003001 implements MigrationInterface {
  readonly name = 'EventsAsText1700000003001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index events_created_idx;
      alter table events alter column type drop expression;
      alter table events alter column type set not null, alter column document type json using document::json;
      create index events_by_age on events using brin (created) with (autosummarize = on);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index events_by_age;
      create index events_created_idx on events (created);
      drop index events_account_livemode_type_created_sort_id_idx;
      alter table events alter column document type jsonb using document::jsonb;
      alter table events drop column type;
      alter table events add column type text generated always as (document->>'type') stored;
      create index on events (account, livemode, type, created desc, sort_id desc);`);
  }
}
