import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentMethodTables1700000002000 implements MigrationInterface {
  readonly name = 'PaymentMethodTables1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('vault')}
      ${documentTable('tokens')}
      ${documentTable('cards', { columns: { customer: "text = document->>'customer'" }, indexed: ['customer'] })}
      ${documentTable('payment_methods', {
        columns: {
          customer: "text = document->>'customer'",
          type: "text = document->>'type'",
          allow_redisplay: "text = document->>'allow_redisplay'",
        },
        indexed: ['customer'],
      })}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table payment_methods, cards, tokens, vault');
  }
}
