import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a bank is going to say of a refund is kept as it says it, and refunds that wait for it are known to their charges. */
export class RefundAnswers1700000013100 implements MigrationInterface {
  readonly name = 'RefundAnswers1700000013100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update timers set document = jsonb_set(document, '{payload}', jsonb_build_object(
        'refund', document #> '{payload,refund}',
        'answer', '{"destination_details": null, "later": null}'::jsonb || case
          when document #>> '{payload,failure_reason}' is null then '{"kind": "succeeded"}'::jsonb
          else jsonb_build_object('kind', 'failed', 'failure_reason', document #> '{payload,failure_reason}')
        end))
      where document ->> 'kind' = 'refund_decision';
      update charges set private = private || jsonb_build_object('pending_refunds', pending.ids)
      from (
        select account, livemode, charge, jsonb_agg(id order by sort_id) as ids
        from refunds
        where document ->> 'status' = 'pending' and charge is not null
        group by account, livemode, charge
      ) pending
      where (charges.account, charges.livemode, charges.id) = (pending.account, pending.livemode, pending.charge)`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what banks have said is not taken back'));
  }
}
