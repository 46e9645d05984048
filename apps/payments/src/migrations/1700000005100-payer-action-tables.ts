import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PayerActionTables1700000005100 implements MigrationInterface {
  readonly name = 'PayerActionTables1700000005100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(documentTable('payer_actions'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table payer_actions');
  }
}
