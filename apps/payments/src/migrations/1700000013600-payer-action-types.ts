import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payers who were asked to act when only cards asked for it were asked because of a card. */
export class PayerActionTypes1700000013600 implements MigrationInterface {
  readonly name = 'PayerActionTypes1700000013600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update payer_actions set document = jsonb_set(document, '{payment_method,type}', '"card"')
      where document #> '{payment_method,type}' is null`);
  }

  async down(): Promise<void> {
    // What was added is not in the way of an earlier version.
  }
}
