import { errors, type JsonObject } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { scope } from './context.ts';

/** What every list takes (API reference, "Pagination"). */
export interface ListParams extends Stripe.PaginationParams {
  created?: Stripe.RangeQueryParam | number;
}

/** Columns and the value that each must have; an undefined value does not filter. */
export type Filters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface Listed {
  object: string;
  noun?: string;
  table: string;
  deletion?: 'tombstone' | 'gone';
}

interface Position {
  created: number;
  sort_id: string;
}

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;
const RANGE_OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/**
 * One page of documents in the order `created desc, sort_id desc`, after or before a cursor.
 * @throws resource_missing for a cursor that is not an object of this list's kind.
 */
export async function listDocuments(
  listed: Listed,
  params: ListParams,
  filters: Filters,
): Promise<{ documents: JsonObject[]; has_more: boolean }> {
  if (params.starting_after !== undefined && params.ending_before !== undefined) {
    throw errors.parametersExclusive('starting_after', 'ending_before');
  }
  const { runtime } = scope();
  const limit = pageLimit(params.limit);
  const backward = params.ending_before !== undefined;
  const where = new Conditions(listed);
  where.matching(filters);
  where.inRange('created', params.created);
  const cursor = backward ? params.ending_before! : params.starting_after;
  if (cursor !== undefined) {
    where.beyond(await position(listed, cursor, backward ? 'ending_before' : 'starting_after'), backward);
  }
  const direction = backward ? 'asc' : 'desc';
  const rows = await runtime.database.query<{ document: JsonObject }>({
    text:
      `select document from ${listed.table} where ${where.sql} ` +
      `order by created ${direction}, sort_id ${direction} limit ${limit + 1}`,
    values: where.values,
  });
  const documents = rows.slice(0, limit).map(({ document }) => document);
  if (backward) documents.reverse();
  return { documents, has_more: rows.length > limit };
}

/** How many objects a page may have. @throws parameter_invalid_integer */
export function pageLimit(limit = LIMIT_DEFAULT): number {
  if (limit < 1) throw errors.integerTooSmall(1, 'limit');
  if (limit > LIMIT_MAX) throw errors.integerTooLarge(LIMIT_MAX, 'limit');
  return limit;
}

/** The conditions of a select over a document table, all of them scoped to the account at hand. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  constructor({ deletion }: Listed) {
    const { account, livemode } = scope().context;
    this.parts.push(`account = ${this.bind(account)}`, `livemode = ${this.bind(livemode)}`);
    if (deletion === 'tombstone') this.parts.push('not deleted');
  }

  get sql(): string {
    return this.parts.join(' and ');
  }

  add(sql: string, values: readonly unknown[] = []): void {
    this.parts.push(sql);
    this.values.push(...values);
  }

  matching(filters: Filters): void {
    for (const [column, value] of Object.entries(filters)) {
      if (value === undefined) continue;
      const operator = Array.isArray(value) ? `= any(${this.bind(value)})` : `= ${this.bind(value)}`;
      this.parts.push(`${column} ${operator}`);
    }
  }

  inRange(column: string, range: Stripe.RangeQueryParam | number | undefined): void {
    if (range === undefined) return;
    if (typeof range === 'number') {
      this.matching({ [column]: range });
      return;
    }
    for (const [name, operator] of Object.entries(RANGE_OPERATORS)) {
      const bound = range[name as keyof typeof RANGE_OPERATORS];
      if (bound !== undefined) this.parts.push(`${column} ${operator} ${this.bind(bound)}`);
    }
  }

  /** Later in the list than `position`, or earlier when going backward. */
  beyond(position: Position, backward: boolean): void {
    const operator = backward ? '>' : '<';
    this.parts.push(
      `(created, sort_id) ${operator} (${this.bind(position.created)}, ${this.bind(position.sort_id)})`,
    );
  }

  private bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

async function position(listed: Listed, id: string, param: string): Promise<Position> {
  const { runtime, context } = scope();
  const { account, livemode } = context;
  const stored = await runtime.reader.read(listed.table, { account, livemode, id });
  if (stored === null) throw errors.resourceMissing(listed.noun ?? listed.object, id, param);
  return { created: stored.created, sort_id: stored.sort_id };
}
