import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All payment methods of one account in the US are found when it is blocked. */
export class KeptBankAccounts1700000013200 implements MigrationInterface {
  readonly name = 'KeptBankAccounts1700000013200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index payment_methods_us_bank_account on payment_methods
        (account, livemode, (document #>> '{us_bank_account,fingerprint}')) where customer is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index payment_methods_us_bank_account');
  }
}
