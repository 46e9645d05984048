import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeletedCustomerTables1700000014000 implements MigrationInterface {
  readonly name = 'DeletedCustomerTables1700000014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(documentTable('deleted_customers'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table deleted_customers');
  }
}
