import { Resource, type Adjustable, documentTable } from '../src/index.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A resource to test the library with, which knows none of the API's by name. */
export interface Note {
  id: string;
  object: 'note';
  created: number;
  text: string;
  count: number;
}

export const notes = new Resource<Note, { in_flight?: string; secret?: string }>({
  object: 'note',
  table: 'notes',
  prefix: 'note',
  url: '/v1/notes',
  param: 'note',
  deletion: 'gone',
});

export const COUNTER: Adjustable = {
  table: 'counters',
  match: 'r.key = x.key',
  set: 'count = r.count + x.delta',
  condition: 'r.count + x.delta <= r.count_max',
};

export class NoteTables1700000009000 implements MigrationInterface {
  readonly name = 'NoteTables1700000009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('notes', { columns: { text: "text = document->>'text'" } })}
      create table counters (key text primary key, count bigint not null default 0, count_max bigint not null);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notes, counters');
  }
}

export function note(id: string, text = ''): Note {
  return { id, object: 'note', created: 1_700_000_000, text, count: 0 };
}
