import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What banks were going to say of debits that fail has a code that the errors of intents know, beside the banks' own. */
export class FailuresOfTimers1700000013610 implements MigrationInterface {
  readonly name = 'FailuresOfTimers1700000013610';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update timers set document = jsonb_set(document, '{payload,answer,failure,error_code}',
        '"payment_intent_payment_attempt_failed"')
      where document ->> 'kind' = 'charge_settlement'
        and document #>> '{payload,answer,failure,code}' = 'generic_could_not_process'`);
  }

  async down(): Promise<void> {
    // What was added is not in the way of an earlier version.
  }
}
