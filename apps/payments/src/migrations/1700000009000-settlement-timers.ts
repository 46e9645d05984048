import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What banks had said of charges before other payments were on their way, too, is brought by the timers of both. */
export class SettlementTimers1700000009000 implements MigrationInterface {
  readonly name = 'SettlementTimers1700000009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update timers set
        id = replace(id, 'charge_debit_decision ', 'charge_settlement '),
        document = document || jsonb_build_object(
          'id', replace(id, 'charge_debit_decision ', 'charge_settlement '),
          'kind', 'charge_settlement',
          'payload', jsonb_build_object(
            'charge', document #> '{payload,charge}',
            'answer', case document #>> '{payload,answer,kind}'
              when 'succeeded' then '{"kind": "paid", "details": {}, "dispute": null}'::jsonb
              else jsonb_build_object('kind', 'failed', 'details', '{}'::jsonb, 'failure', jsonb_build_object(
                'code', document #> '{payload,answer,failure_code}',
                'message', document #> '{payload,answer,failure_message}'))
            end))
      where document ->> 'kind' = 'charge_debit_decision'`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what banks have said is not taken back'));
  }
}
