import type { JsonObject } from '@pinstripe/kernel';
import { scope } from '../context.ts';
import { Conditions, pageLimit } from '../list.ts';
import { compileQuery, type SearchFields } from './compile.ts';
import { decodePage, encodePage, type PagePosition } from './page.ts';
import { parseQuery } from './query.ts';

export type { SearchField, SearchFields } from './compile.ts';

/** What every search takes (API reference, "Search"). */
export interface SearchParams {
  query: string;
  limit?: number;
  page?: string;
  /** Of interest here is only `total_count`, which is counted when it is asked for. */
  expand?: string[];
}

/** What a search must know of a resource. */
interface Searched {
  object: string;
  table: string;
  url: string;
  deletion?: 'tombstone' | 'gone';
  search?: SearchFields;
}

interface Found {
  documents: JsonObject[];
  next_page: string | null;
  total_count?: number;
}

/** Beyond this a total is not exact, and not worth the time that counting takes. */
const TOTAL_COUNT_MAX = 10_000;

/**
 * One page of the documents that a query finds, in the order `created desc, sort_id desc`. Unlike Stripe's, a search
 * sees every write that has been answered.
 * @throws invalid_request_error on `query` or `page`.
 */
export async function searchDocuments(searched: Searched, params: SearchParams): Promise<Found> {
  const { database } = scope().runtime;
  const { table, url, search = {} } = searched;
  const query = parseQuery(params.query);
  const where = new Conditions(searched);
  const condition = compileQuery(query, search, where.values.length + 1, url.split('/').at(-1)!);
  where.add(condition.sql, condition.values);

  const total = params.expand?.includes('total_count')
    ? await database.query<{ total_count: number }>({
        text: `select count(*)::int as total_count from (select from ${table} where ${where.sql} limit ${TOTAL_COUNT_MAX}) found`,
        values: [...where.values],
      })
    : [];

  if (params.page !== undefined) where.beyond(decodePage(params.page), false);
  const limit = pageLimit(params.limit);
  const rows = await database.query<PagePosition & { document: JsonObject }>({
    text:
      `select document, created, sort_id from ${table} where ${where.sql} ` +
      `order by created desc, sort_id desc limit ${limit + 1}`,
    values: where.values,
  });
  const page = rows.slice(0, limit);
  return {
    documents: page.map(({ document }) => document),
    next_page: rows.length > limit ? encodePage(page.at(-1)!) : null,
    ...total[0],
  };
}
