import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The key from which all sessions of the CLI and their signing secrets follow: made once, the same for every replica and
 * after every restart. A uuid of PostgreSQL's has 122 bits of its strong randomness.
 */
export class StripecliKey1700000003003 implements MigrationInterface {
  readonly name = 'StripecliKey1700000003003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stripecli_key (key bytea not null);
      insert into stripecli_key
        select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table stripecli_key');
  }
}
