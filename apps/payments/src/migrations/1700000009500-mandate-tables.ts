import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MandateTables1700000009500 implements MigrationInterface {
  readonly name = 'MandateTables1700000009500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('mandates', {
        columns: {
          payment_method: "text = document->>'payment_method'",
          status: "text = document->>'status'",
        },
      })}
      create index on mandates (account, livemode, payment_method, sort_id desc) where status <> 'inactive';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mandates');
  }
}
