import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MoneyTables1700000003000 implements MigrationInterface {
  readonly name = 'MoneyTables1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('charges', {
        columns: {
          customer: "text = document->>'customer'",
          payment_intent: "text = document->>'payment_intent'",
          transfer_group: "text = document->>'transfer_group'",
        },
      })}
      ${['customer', 'payment_intent', 'transfer_group'].map((column) => listIndex('charges', column)).join('\n')}
      ${documentTable('refunds', {
        columns: {
          charge: "text = document->>'charge'",
          payment_intent: "text = document->>'payment_intent'",
        },
        indexed: ['charge', 'payment_intent'],
      })}
      ${documentTable('balance_transactions', {
        columns: {
          available_on: "bigint = (document->>'available_on')::bigint",
          currency: "text = document->>'currency'",
          source: "text = document->>'source'",
          type: "text = document->>'type'",
        },
        indexed: ['source'],
      })}
      create index on balance_transactions (available_on);
      ${FIRST_ANNOUNCEMENT}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from timers where account = '' and id = 'balance_available ';
      drop table balance_transactions, refunds, charges`);
  }
}

/** Most charges have only some of these: the others cost the index nothing. */
function listIndex(table: string, column: string): string {
  return (
    `create index on ${table} (account, livemode, ${column}, created desc, sort_id desc) ` +
    `where ${column} is not null;`
  );
}

/** The timer of `balance/balance.worker.ts`, which nobody else sets for the first time. */
const FIRST_ANNOUNCEMENT = `
  insert into timers (account, livemode, id, created, sort_id, document)
  select '', false, id, since, '', jsonb_build_object(
    'id', id, 'object', 'timer', 'kind', 'balance_available', 'account', '', 'livemode', false,
    'due_at', (since / 86400 + 1) * 86400, 'payload', jsonb_build_object('since', since)
  )
  from (select 'balance_available ' as id, extract(epoch from now())::bigint as since) first;`;
