import { arrayLiteral } from './columns.ts';
import type { Database } from './database.ts';
import type { RowKey } from './statement.ts';
import { atTurnEnd } from './turns.ts';
import type { StoredDocument } from './unit.ts';

/**
 * Reads that wait together are one select. It guarantees that a read begins after it was asked for, so that whoever has
 * been answered finds what was acknowledged; it does not make two reads one snapshot.
 */
const IN_FLIGHT_MAX = 2;
const GROUP_MAX = 64;

interface Waiting {
  key: RowKey;
  resolve: (stored: StoredDocument | null) => void;
  reject: (error: unknown) => void;
}

export class Reader {
  private readonly waiting = new Map<string, Waiting[]>();
  private in_flight = 0;
  /** With what else comes in at the same turn: fewer, larger statements. */
  private readonly startSoon = atTurnEnd(() => this.start());

  constructor(private readonly database: Database) {}

  /** The row of `table` with this key, or null. */
  read(table: string, key: RowKey): Promise<StoredDocument | null> {
    return new Promise((resolve, reject) => {
      const queue = this.waiting.get(table);
      if (queue === undefined) this.waiting.set(table, [{ key, resolve, reject }]);
      else queue.push({ key, resolve, reject });
      this.startSoon();
    });
  }

  private start(): void {
    while (this.in_flight < IN_FLIGHT_MAX && this.waiting.size > 0) {
      const [table, queue] = this.waiting.entries().next().value!;
      this.waiting.delete(table);
      if (queue.length > GROUP_MAX) this.waiting.set(table, queue.splice(GROUP_MAX));
      this.in_flight += 1;
      void this.select(table, queue).finally(() => {
        this.in_flight -= 1;
        this.start();
      });
    }
  }

  private async select(table: string, group: Waiting[]): Promise<void> {
    try {
      const rows = await this.database.query<StoredDocument & { n: number }>({
        name: `read_${table}`,
        text:
          'select x.n::int - 1 as n, r.version, r.created, r.sort_id, r.document, r.private ' +
          'from unnest($1::text[], $2::boolean[], $3::text[]) with ordinality as x(account, livemode, id, n) ' +
          `cross join lateral (select * from ${table} r ` +
          'where r.account = x.account and r.livemode = x.livemode and r.id = x.id) r',
        values: [
          arrayLiteral(
            'text',
            group.map(({ key }) => key.account),
          ),
          arrayLiteral(
            'boolean',
            group.map(({ key }) => key.livemode),
          ),
          arrayLiteral(
            'text',
            group.map(({ key }) => key.id),
          ),
        ],
      });
      const found = new Map(rows.map((row) => [row.n, row]));
      group.forEach(({ resolve }, n) => resolve(found.get(n) ?? null));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
