import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BillingTables1700000001000 implements MigrationInterface {
  readonly name = 'BillingTables1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('coupons')}
      ${documentTable('customers', {
        tombstones: true,
        columns: { email: "text = document->>'email'", invoice_prefix: "text = document->>'invoice_prefix'" },
        indexed: ['email'],
      })}
      create unique index on customers (account, livemode, invoice_prefix) where not deleted;
      ${documentTable('invoice_prefixes')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table invoice_prefixes, customers, coupons');
  }
}
