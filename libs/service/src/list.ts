import { errors, type JsonObject } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { scope } from './context.ts';

/** What every list takes (API reference, "Pagination"). */
export interface ListParams extends Stripe.PaginationParams {
  created?: Stripe.RangeQueryParam | number;
}

/** Columns and the value that each must have; an undefined value does not filter. */
export type Filters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What a list must know of a resource. */
export interface Listed {
  object: string;
  noun?: string;
  table: string;
  deletion?: 'tombstone' | 'gone';
}

/** Where an object stands in the lists of its kind. */
export interface Position {
  created: number;
  sort_id: string;
}

const LIMIT_DEFAULT = 10;
/** The largest page. */
export const LIMIT_MAX = 100;
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
  const page = `order by created ${direction}, sort_id ${direction} limit ${limit + 1}`;
  const rows = await runtime.database.query<{ document: JsonObject }>({
    text: `select document from ${where.from(page)} ${page}`,
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
  private readonly table: string;
  private of_each: { column: string; values: string } | null = null;

  constructor({ table, deletion }: Listed) {
    const { account, livemode } = scope().context;
    this.table = table;
    this.parts.push(`account = ${this.bind(account)}`, `livemode = ${this.bind(livemode)}`);
    if (deletion === 'tombstone') this.parts.push('not deleted');
  }

  get sql(): string {
    const { of_each } = this;
    const each = of_each === null ? [] : [`${of_each.column} = any(${of_each.values})`];
    return [...this.parts, ...each].join(' and ');
  }

  /**
   * What a page is to be taken of. Where a column may have one of several values, that is the pages of each of them: an
   * index gives each in order, however many rows there are, but not all of them together.
   */
  from(page: string): string {
    const { table, of_each } = this;
    if (of_each === null) return `${table} where ${this.sql}`;
    return (
      `unnest(${of_each.values}::text[]) as each(value) cross join lateral ` +
      `(select * from ${table} where ${this.parts.join(' and ')} and ${of_each.column} = each.value ${page}) ${table}`
    );
  }

  add(sql: string, values: readonly unknown[] = []): void {
    this.parts.push(sql);
    this.values.push(...values);
  }

  matching(filters: Filters): void {
    for (const [column, value] of Object.entries(filters)) {
      if (value === undefined) continue;
      if (!Array.isArray(value)) this.parts.push(`${column} = ${this.bind(value)}`);
      else if (this.of_each !== null) this.parts.push(`${column} = any(${this.bind(value)})`);
      else this.of_each = { column, values: this.bind([...new Set(value)]) };
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
