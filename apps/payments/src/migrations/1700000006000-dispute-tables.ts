import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DisputeTables1700000006000 implements MigrationInterface {
  readonly name = 'DisputeTables1700000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('disputes', OF_CHARGE)}
      ${documentTable('early_fraud_warnings', OF_CHARGE)}
      ${documentTable('reviews', { columns: { open: "boolean = (document->>'open')::boolean" } })}
      create index on reviews (account, livemode, created desc, sort_id desc) where open;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reviews, early_fraud_warnings, disputes');
  }
}

const OF_CHARGE = {
  columns: {
    charge: "text = document->>'charge'",
    payment_intent: "text = document->>'payment_intent'",
  },
  indexed: ['charge', 'payment_intent'],
};
