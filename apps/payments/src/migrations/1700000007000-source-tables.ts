import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SourceTables1700000007000 implements MigrationInterface {
  readonly name = 'SourceTables1700000007000';

  async up(runner: QueryRunner): Promise<void> {
    const columns = { customer: "text = document->>'customer'" };
    await runner.query(`
      ${documentTable('bank_accounts', { columns, indexed: ['customer'] })}
      ${documentTable('held_bank_accounts')}
      ${documentTable('sources', { columns, indexed: ['customer'] })}
      -- Cards and bank accounts do not know when they were made; in a list all go by their ids.
      create view customer_sources as
        select account, livemode, id, created, sort_id, version, document, private, customer,
          document->>'object' as object
        from cards
        union all
        select account, livemode, id, created, sort_id, version, document, private, customer,
          document->>'object' as object
        from bank_accounts
        union all
        select account, livemode, id, 0 as created, sort_id, version, document, private, customer,
          document->>'object' as object
        from sources;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view customer_sources; drop table sources, held_bank_accounts, bank_accounts');
  }
}
