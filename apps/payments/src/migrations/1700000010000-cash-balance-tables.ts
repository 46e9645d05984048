import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CashBalanceTables1700000010000 implements MigrationInterface {
  readonly name = 'CashBalanceTables1700000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('cash_balances')}
      ${documentTable('customer_cash_balance_transactions', {
        columns: {
          currency: "text = document->>'currency'",
          customer: "text = document->>'customer'",
          net_amount: "bigint = (document->>'net_amount')::bigint",
        },
        indexed: ['customer'],
      })}
      create index on payment_intents (account, livemode, customer, created, sort_id)
        where document->'next_action'->>'type' = 'display_bank_transfer_instructions';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table customer_cash_balance_transactions, cash_balances');
  }
}
