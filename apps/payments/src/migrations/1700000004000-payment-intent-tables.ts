import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentIntentTables1700000004000 implements MigrationInterface {
  readonly name = 'PaymentIntentTables1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      documentTable('payment_intents', {
        columns: { customer: "text = document->>'customer'" },
        indexed: ['customer'],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table payment_intents');
  }
}
