import { arrayLiteral, arrayType, type ColumnType, type ColumnValue } from './columns.ts';

/**
 * The statement of a flush (docs/adr/0002-one-unit-one-statement.md), in three stages chained by reference: lock every
 * touched row at its expected version, insert the keys of the units whose rows all matched, write for the units that
 * passed both. It guarantees that a unit's writes happen all or not at all, whatever the others in its group do; it
 * does not order the units of a group.
 */

export interface Table {
  name: string;
  columns: Readonly<Record<string, ColumnType>>;
  /** Its rows get their identity in the order in which the unit wrote them. */
  ordered?: true;
}

/** A table of documents: one row per object of the API, or of the platform's own. */
export const DOCUMENT_COLUMNS = {
  account: 'text',
  livemode: 'boolean',
  id: 'text',
  created: 'bigint',
  sort_id: 'text',
  document: 'jsonb',
  private: 'jsonb',
} as const satisfies Record<string, ColumnType>;

export type Row = Readonly<Record<string, ColumnValue>>;

export interface RowKey {
  account: string;
  livemode: boolean;
  id: string;
}

/** What one unit wants written; rows of different units are told apart by `n`, their place in the group. */
export interface Plan {
  /** Rows that must still be the same (a row made anew has another sort id) and have this version: `update` for what is written, `share` for what was only relied on. */
  locks: { table: string; mode: 'update' | 'share'; key: RowKey; version: number; sort_id: string }[];
  /** The key that makes the unit happen once: an idempotency or an inbox row. */
  claim: { table: Table; row: Row & { key: string } } | null;
  inserts: Map<Table, Row[]>;
  /** Documents that replace the locked ones. */
  updates: { table: string; key: RowKey; document: object; private: object | null }[];
  deletes: { table: string; key: RowKey }[];
  /** Amounts added to a column of a row that everybody uses, locked while its condition is checked. */
  adjustments: { on: Adjustable; key: string; delta: bigint; conditional: boolean }[];
  /** Columns set on rows found by a text key, whose owner is locked by this very unit. */
  settings: { on: Settable; key: string; row: Row }[];
}

/** A counter that everybody moves: SQL over its row `r`, the text `x.key` and the amount `x.delta`. */
export interface Adjustable {
  table: string;
  /** Finds the row: `r.key = x.key`. */
  match: string;
  /** Moves the counter: `debits = r.debits + x.delta`. */
  set: string;
  /** Checked under the row's lock when the adjustment is conditional. */
  condition: string;
}

export interface Settable {
  table: string;
  key_column: string;
  columns: Readonly<Record<string, ColumnType>>;
}

/** Which kinds of write a plan has, and on which tables: plans of one shape share a statement. */
export function shapeOf(plan: Plan): string {
  const parts = new Set<string>();
  for (const { table, mode } of plan.locks) parts.add(`lock ${mode} ${table}`);
  if (plan.claim !== null) parts.add(`claim ${plan.claim.table.name}`);
  for (const table of plan.inserts.keys()) parts.add(`insert ${table.name}`);
  for (const { table } of plan.updates) parts.add(`update ${table}`);
  for (const { table } of plan.deletes) parts.add(`delete ${table}`);
  for (const { on } of plan.adjustments) parts.add(`adjust ${on.table}`);
  for (const { on } of plan.settings) parts.add(`set ${on.table}`);
  return [...parts].sort().join(', ');
}

/** The rows and keys that may occur only once in a group; shared locks of one row get on with each other. */
export function exclusives(plan: Plan): { exclusive: string[]; shared: string[] } {
  const exclusive: string[] = [];
  const shared: string[] = [];
  for (const { table, mode, key } of plan.locks) {
    (mode === 'update' ? exclusive : shared).push(`${table} ${key.account} ${key.livemode} ${key.id}`);
  }
  if (plan.claim !== null) exclusive.push(`${plan.claim.table.name} ${plan.claim.row.key}`);
  for (const { on, key } of plan.adjustments) exclusive.push(`${on.table} ${key}`);
  return { exclusive, shared };
}

interface Section {
  sql: string[];
  gate: string[];
}

/** Collects array parameters in the order in which the text of a statement names them. */
class Parameters {
  readonly values: string[] = [];

  /** `unnest($1::int[], …) as x(n, …)` over these columns of these rows; the first column is the unit's place. */
  rows(columns: Readonly<Record<string, ColumnType>>, rows: readonly { n: number; row: Row }[]): string {
    const casts = ['int[]'];
    this.values.push(
      arrayLiteral(
        'integer',
        rows.map(({ n }) => n),
      ),
    );
    for (const [name, type] of Object.entries(columns)) {
      this.values.push(
        arrayLiteral(
          type,
          rows.map(({ row }) => row[name] ?? null),
        ),
      );
      casts.push(arrayType(type));
    }
    const first = this.values.length - casts.length + 1;
    const parameters = casts.map((cast, at) => `$${first + at}::${cast}`).join(', ');
    return `unnest(${parameters}) as x(n, ${Object.keys(columns).join(', ')})`;
  }
}

const KEY = { account: 'text', livemode: 'boolean', id: 'text' } as const;
const SAME_ROW = 'r.account = x.account and r.livemode = x.livemode and r.id = x.id';

/** The text and the values of the statement that flushes `plans`, all of one shape. */
export function statementOf(plans: readonly Plan[]): { text: string; values: string[] } {
  const parameters = new Parameters();
  const section: Section = { sql: [], gate: [] };
  const gathered = gather(plans);
  const need = parameters.rows(
    { locks: 'integer' },
    plans.map((plan, n) => ({ n, row: { locks: plan.locks.length + plan.adjustments.length } })),
  );
  addLocks(section, parameters, gathered);
  addPassed(section, need);
  addClaim(section, parameters, gathered);
  addWrites(section, parameters, gathered);
  const text = `with ${section.sql.join(',\n')}\nselect passed.n, go.n is not null as went from passed left join go using (n)`;
  return { text, values: parameters.values };
}

type Placed = { n: number; row: Row };

interface Gathered {
  locks: Map<string, Placed[]>;
  claim: { table: Table; rows: Placed[] } | null;
  inserts: Map<string, { table: Table; rows: Placed[] }>;
  updates: Map<string, Placed[]>;
  deletes: Map<string, Placed[]>;
  adjustments: Map<string, { on: Adjustable; rows: Placed[] }>;
  settings: Map<string, { on: Settable; rows: Placed[] }>;
}

function gather(plans: readonly Plan[]): Gathered {
  const all: Gathered = {
    locks: new Map(),
    claim: null,
    inserts: new Map(),
    updates: new Map(),
    deletes: new Map(),
    adjustments: new Map(),
    settings: new Map(),
  };
  plans.forEach((plan, n) => {
    for (const lock of plan.locks) {
      append(all.locks, `${lock.table} ${lock.mode}`, {
        n,
        row: { ...lock.key, version: lock.version, sort_id: lock.sort_id },
      });
    }
    if (plan.claim !== null) {
      all.claim ??= { table: plan.claim.table, rows: [] };
      all.claim.rows.push({ n, row: plan.claim.row });
    }
    for (const [table, rows] of plan.inserts) {
      if (!all.inserts.has(table.name)) all.inserts.set(table.name, { table, rows: [] });
      for (const row of rows) all.inserts.get(table.name)!.rows.push({ n, row });
    }
    for (const { table, key, ...row } of plan.updates)
      append(all.updates, table, { n, row: { ...key, ...row } });
    for (const { table, key } of plan.deletes) append(all.deletes, table, { n, row: { ...key } });
    for (const { on, key, delta, conditional } of plan.adjustments) {
      if (!all.adjustments.has(on.table)) all.adjustments.set(on.table, { on, rows: [] });
      all.adjustments.get(on.table)!.rows.push({ n, row: { key, delta, conditional } });
    }
    for (const { on, key, row } of plan.settings) {
      if (!all.settings.has(on.table)) all.settings.set(on.table, { on, rows: [] });
      all.settings.get(on.table)!.rows.push({ n, row: { key, ...row } });
    }
  });
  return all;
}

/** In the order of names, so that plans of one shape always make one text. */
function byName<T>(map: Map<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function append(map: Map<string, Placed[]>, key: string, row: Placed): void {
  const rows = map.get(key);
  if (rows === undefined) map.set(key, [row]);
  else rows.push(row);
}

/**
 * Stage 1. A lateral select per row, over rows sorted by key, makes PostgreSQL take the locks in that order and find
 * each row by its primary key, whatever the planner believes about the size of the table.
 */
function addLocks(section: Section, parameters: Parameters, gathered: Gathered): void {
  for (const [name, rows] of byName(gathered.locks)) {
    const [table, mode] = name.split(' ') as [string, string];
    const cte = `lock_${section.gate.length}`;
    const from = parameters.rows({ ...KEY, version: 'integer', sort_id: 'text' }, rows);
    section.sql.push(
      `${cte} as materialized (select x.n from (select * from ${from} order by account, livemode, id) x ` +
        `cross join lateral (select 1 from ${table} r where ${SAME_ROW} and r.version = x.version and r.sort_id = x.sort_id for ${mode}) held)`,
    );
    section.gate.push(cte);
  }
  for (const [, { on, rows }] of byName(gathered.adjustments)) {
    const cte = `lock_${section.gate.length}`;
    const from = parameters.rows({ key: 'text', delta: 'bigint', conditional: 'boolean' }, rows);
    section.sql.push(
      `${cte} as materialized (select x.n from (select * from ${from} order by key) x ` +
        `cross join lateral (select 1 from ${on.table} r where ${on.match} ` +
        `and (not x.conditional or (${on.condition})) for update) held)`,
    );
    section.gate.push(cte);
  }
}

function addPassed(section: Section, need: string): void {
  if (section.gate.length === 0) {
    section.sql.push(`passed as materialized (select x.n from ${need})`);
    return;
  }
  const held = section.gate.map((cte) => `select n from ${cte}`).join(' union all ');
  section.sql.push(
    `held as materialized (select n, count(*)::int as locks from (${held}) l group by n)`,
    `passed as materialized (select x.n from ${need} left join held using (n) where x.locks = coalesce(held.locks, 0))`,
  );
}

/** Stage 2. */
function addClaim(section: Section, parameters: Parameters, gathered: Gathered): void {
  if (gathered.claim === null) {
    section.sql.push('go as materialized (select n from passed)');
    return;
  }
  const { table, rows } = gathered.claim;
  const columns = Object.keys(table.columns).join(', ');
  const from = parameters.rows(table.columns, rows);
  section.sql.push(
    `claims as materialized (select * from ${from})`,
    `claimed as (insert into ${table.name} (${columns}) select ${columns} from claims join passed using (n) ` +
      'on conflict do nothing returning key)',
    'go as materialized (select claims.n from claims join claimed using (key))',
  );
}

/** Stage 3. */
function addWrites(section: Section, parameters: Parameters, gathered: Gathered): void {
  const add = (sql: string) => section.sql.push(`write_${section.sql.length} as (${sql})`);
  for (const [, { table, rows }] of byName(gathered.inserts)) {
    const columns = Object.keys(table.columns).join(', ');
    const placed = rows.map(({ n, row }, place) => ({ n, row: { ...row, place } }));
    const from = table.ordered
      ? parameters.rows({ ...table.columns, place: 'integer' }, placed)
      : parameters.rows(table.columns, rows);
    const order = table.ordered ? ' order by x.place' : '';
    add(
      `insert into ${table.name} (${columns}) select ${columns} from (select * from ${from}) x join go using (n)${order}`,
    );
  }
  for (const [table, rows] of byName(gathered.updates)) {
    const from = parameters.rows({ ...KEY, document: 'jsonb', private: 'jsonb' }, rows);
    add(
      `update ${table} r set document = x.document, private = x.private, version = r.version + 1 ` +
        `from (select * from ${from}) x join go using (n) where ${SAME_ROW}`,
    );
  }
  for (const [table, rows] of byName(gathered.deletes)) {
    const from = parameters.rows(KEY, rows);
    add(`delete from ${table} r using (select * from ${from}) x join go using (n) where ${SAME_ROW}`);
  }
  for (const [, { on, rows }] of byName(gathered.adjustments)) {
    const from = parameters.rows({ key: 'text', delta: 'bigint' }, rows);
    add(
      `update ${on.table} r set ${on.set} ` +
        `from (select * from ${from}) x join go using (n) where ${on.match}`,
    );
  }
  for (const [, { on, rows }] of byName(gathered.settings)) {
    const from = parameters.rows({ key: 'text', ...on.columns }, rows);
    const set = Object.keys(on.columns)
      .map((column) => `${column} = x.${column}`)
      .join(', ');
    add(
      `update ${on.table} r set ${set} from (select * from ${from}) x join go using (n) where r.${on.key_column} = x.key`,
    );
  }
}
