import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SetupIntentTables1700000005000 implements MigrationInterface {
  readonly name = 'SetupIntentTables1700000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('setup_intents', {
        columns: {
          attach_to_self: "boolean = coalesce((document->>'attach_to_self')::boolean, false)",
          customer: "text = document->>'customer'",
          payment_method: "text = document->>'payment_method'",
        },
        indexed: ['customer', 'payment_method'],
      })}
      ${documentTable('setup_attempts', {
        columns: { setup_intent: "text = document->>'setup_intent'" },
        indexed: ['setup_intent'],
      })}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table setup_attempts, setup_intents');
  }
}
