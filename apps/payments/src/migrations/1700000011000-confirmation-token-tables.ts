import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ConfirmationTokenTables1700000011000 implements MigrationInterface {
  readonly name = 'ConfirmationTokenTables1700000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(documentTable('confirmation_tokens'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table confirmation_tokens');
  }
}
