import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery is its destination's; what it delivers may have happened in an account that is connected to that one. */
export class DeliveriesOfConnectedEvents1700000003006 implements MigrationInterface {
  readonly name = 'DeliveriesOfConnectedEvents1700000003006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The account of the event, where that is not the delivery's own.
      alter table deliveries add column event_account text collate "C";`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table deliveries drop column event_account');
  }
}
