import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts that a crash has left behind name what was charged, as they did not when only cards' networks were asked. */
export class AttemptInstruments1700000012000 implements MigrationInterface {
  readonly name = 'AttemptInstruments1700000012000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update attempts set document = jsonb_set(document, '{request,instrument}', jsonb_build_object(
        'type', case document #>> '{request,debits}' when 'true' then 'ach_debit' else 'card' end,
        'email', null,
        'vault', document #> '{request,vault}'))
      where document ->> 'step' in ('cancel_payment_intent', 'capture_charge', 'capture_payment_intent',
          'increment_payment_intent', 'refund_charge')
        and document #> '{request,instrument}' is null`);
  }

  async down(): Promise<void> {
    // What was added is not in the way of an earlier version.
  }
}
