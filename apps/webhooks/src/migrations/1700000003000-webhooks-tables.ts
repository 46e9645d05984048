import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WebhooksTables1700000003000 implements MigrationInterface {
  readonly name = 'WebhooksTables1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('events', { columns: { type: "text = document->>'type'" }, indexed: ['type'] })}
      create index on events (created);

      ${documentTable('webhook_endpoints', {
        columns: {
          status: "text = document->>'status'",
          connect: "boolean = (private->>'connect')::boolean",
        },
      })}
      ${documentTable('webhook_endpoint_lists')}

      ${documentTable('deliveries', {
        columns: {
          event: `text collate "C" = document->>'event'`,
          destination: `text collate "C" = document->>'destination'`,
          status: "text = document->>'status'",
          next_attempt_at: "bigint = (document->>'next_attempt_at')::bigint",
        },
      })}
      -- Until then it is in the hands of one process; not in the document, so that taking it touches no index.
      alter table deliveries add column claimed_until bigint not null default 0;
      create index on deliveries (account, livemode, event);
      create index deliveries_waiting on deliveries (destination, next_attempt_at) where status = 'pending';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table deliveries, webhook_endpoint_lists, webhook_endpoints, events');
  }
}
