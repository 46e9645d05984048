import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bank accounts that customers have, and that are verified, are payment methods by the same id: from now on, as nobody knows their age. */
export class VerifiedBankAccounts1700000013000 implements MigrationInterface {
  readonly name = 'VerifiedBankAccounts1700000013000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into payment_methods (account, livemode, id, created, sort_id, document, private)
      select account, livemode, id, since, sort_id,
        jsonb_build_object(
          'id', id, 'object', 'payment_method', 'created', since, 'livemode', livemode,
          'allow_redisplay', 'unspecified',
          'billing_details', jsonb_build_object(
            'address', '{"city":null,"country":null,"line1":null,"line2":null,"postal_code":null,"state":null}'::jsonb,
            'email', null, 'name', document -> 'account_holder_name', 'phone', null),
          'customer', document -> 'customer', 'metadata', '{}'::jsonb, 'type', 'us_bank_account',
          'us_bank_account', jsonb_build_object(
            'account_holder_type', document -> 'account_holder_type',
            'account_type', coalesce(nullif(document -> 'account_type', 'null'), '"checking"'),
            'bank_name', document -> 'bank_name', 'financial_connections_account', null,
            'fingerprint', document -> 'fingerprint', 'last4', document -> 'last4',
            'networks', '{"preferred":"ach","supported":["ach"]}'::jsonb,
            'routing_number', document -> 'routing_number', 'status_details', '{}'::jsonb)),
        jsonb_build_object('vault', private -> 'vault', 'verified', true)
      from bank_accounts, (select extract(epoch from now())::bigint as since) today
      where document ->> 'status' = 'verified' and document ->> 'country' = 'US'
        and document ->> 'customer' is not null
      on conflict do nothing`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("delete from payment_methods where id like 'ba\\_%'");
  }
}
