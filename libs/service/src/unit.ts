import type { JsonObject } from '@pinstripe/kernel';
import type { WorkContext } from './context.ts';
import type { Adjustable, Plan, Row, RowKey, Settable, Table } from './statement.ts';
import { DOCUMENT_COLUMNS } from './statement.ts';

/**
 * The unit of work (docs/principles.md): what a request, a message or a timer wants written. It only buffers; nothing
 * leaves the process before its one flush, so a unit that turns out stale is dropped and run again from the top.
 */

/** A row of a document table, as it was read. */
export interface StoredDocument {
  version: number;
  created: number;
  sort_id: string;
  document: JsonObject;
  private: JsonObject | null;
}

/** Where a document stands in this unit. */
export interface Held {
  table: string;
  key: RowKey;
  /** As loaded; null for a document that this unit creates. */
  stored: StoredDocument | null;
  /** As the unit leaves it; null once deleted. */
  current: JsonObject | null;
  private: JsonObject | null;
  sort_id: string;
  fate: 'relied_on' | 'saved' | 'inserted' | 'deleted';
}

/** Stored documents by table and key. */
export type Known = ReadonlyMap<string, StoredDocument>;

export const NOTHING_KNOWN: Known = new Map();

export class Unit {
  /** The key under which this unit happens once; set by whoever runs it. */
  claim: Plan['claim'] = null;
  /** The step outside whose outcome this unit records: it may touch the object that the step keeps in flight. */
  attempt: string | null = null;

  private held = new Map<string, Held>();
  private inserts = new Map<Table, Row[]>();
  private adjustments: Plan['adjustments'] = [];
  private settings: Plan['settings'] = [];

  constructor(
    readonly context: WorkContext,
    /**
     * Documents as an earlier unit of the same work has just written them: they are not read again. If one has changed
     * since, the unit is stale like any other, and reads when it runs again.
     */
    private readonly known: Known = NOTHING_KNOWN,
  ) {}

  knows(table: string, key: RowKey): StoredDocument | undefined {
    return this.known.get(nameOf(table, key));
  }

  /** What this unit has written, as it stands once the unit has committed. */
  written(): Known {
    const written = new Map<string, StoredDocument>();
    for (const [name, { fate, current, stored, sort_id, ...held }] of this.held) {
      if (fate !== 'inserted' && fate !== 'saved') continue;
      written.set(name, {
        version: stored === null ? 1 : stored.version + 1,
        created: stored === null ? createdOf(current!) : stored.created,
        sort_id: stored === null ? sort_id : stored.sort_id,
        document: current!,
        private: held.private,
      });
    }
    return written;
  }

  find(table: string, key: RowKey): Held | undefined {
    return this.held.get(nameOf(table, key));
  }

  hold(held: Held): Held {
    this.held.set(nameOf(held.table, held.key), held);
    return held;
  }

  /** Whether this unit has written to `table`: a list of it would not show that. */
  hasWritten(table: string): boolean {
    for (const held of this.held.values()) if (held.table === table && held.fate !== 'relied_on') return true;
    return false;
  }

  insert(table: Table, row: Row): void {
    const rows = this.inserts.get(table);
    if (rows === undefined) this.inserts.set(table, [row]);
    else rows.push(row);
  }

  adjust(on: Adjustable, key: string, delta: bigint, conditional: boolean): void {
    const before = this.adjustments.find((adjustment) => adjustment.on === on && adjustment.key === key);
    if (before === undefined) this.adjustments.push({ on, key, delta, conditional });
    else {
      before.delta += delta;
      before.conditional ||= conditional;
    }
  }

  set(on: Settable, key: string, row: Row): void {
    this.settings.push({ on, key, row });
  }

  /** Forgets all that was buffered: the decision was an error that changes nothing. */
  discard(): void {
    this.held = new Map();
    this.inserts = new Map();
    this.adjustments = [];
    this.settings = [];
  }

  /** What to write, or null when there is nothing. */
  plan(): Plan | null {
    const plan: Plan = {
      locks: [],
      claim: this.claim,
      inserts: new Map(this.inserts),
      updates: [],
      deletes: [],
      adjustments: this.adjustments,
      settings: this.settings,
    };
    for (const held of this.held.values()) addDocument(plan, held);
    const writes =
      plan.inserts.size +
      plan.updates.length +
      plan.deletes.length +
      plan.adjustments.length +
      plan.settings.length;
    return writes === 0 && plan.claim === null ? null : plan;
  }
}

function addDocument(plan: Plan, held: Held): void {
  const { table, key, stored, current } = held;
  if (stored !== null) {
    const mode = held.fate === 'relied_on' ? 'share' : 'update';
    plan.locks.push({ table, mode, key, version: stored.version, sort_id: stored.sort_id });
  }
  if (held.fate === 'saved') plan.updates.push({ table, key, document: current!, private: held.private });
  if (held.fate === 'deleted' && stored !== null) plan.deletes.push({ table, key });
  if (held.fate === 'inserted') {
    const row: Row = {
      ...key,
      created: createdOf(current!),
      sort_id: held.sort_id,
      document: current!,
      private: held.private,
    };
    plan.inserts.set({ name: table, columns: DOCUMENT_COLUMNS }, [row]);
  }
}

/** Objects of v2 write their times as text. What has no time of its own is listed by its sort id alone. */
function createdOf({ created }: JsonObject): number {
  if (typeof created === 'string') return Math.floor(Date.parse(created) / 1000);
  return (created as number | undefined) ?? 0;
}

function nameOf(table: string, key: RowKey): string {
  return `${table} ${key.account} ${key.livemode} ${key.id}`;
}
