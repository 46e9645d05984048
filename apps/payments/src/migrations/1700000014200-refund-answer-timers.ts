import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is kept as the bank says it is brought by timers of a kind of its own, which replicas of earlier versions leave alone. */
export class RefundAnswerTimers1700000014200 implements MigrationInterface {
  readonly name = 'RefundAnswerTimers1700000014200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update timers set
        id = replace(id, 'refund_decision ', 'refund_answer '),
        document = document || jsonb_build_object(
          'id', replace(id, 'refund_decision ', 'refund_answer '), 'kind', 'refund_answer')
      where document ->> 'kind' = 'refund_decision' and document #> '{payload,answer}' is not null`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what banks have said is not taken back'));
  }
}
