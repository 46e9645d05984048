import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SourceTransactionTables1700000013300 implements MigrationInterface {
  readonly name = 'SourceTransactionTables1700000013300';

  async up(runner: QueryRunner): Promise<void> {
    const columns = { source: "text = document->>'source'" };
    await runner.query(documentTable('source_transactions', { columns, indexed: ['source'] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table source_transactions');
  }
}
