import { createHash } from 'node:crypto';
import { errors, type JsonObject } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { scope } from './context.ts';
import { Conditions, type Filters, type Listed, pageLimit, type Position } from './list.ts';

/** What every list of v2 takes (guide "API v2 overview", "List pagination"). */
export interface V2ListParams {
  limit?: number;
  page?: string;
}

/** Where a page begins: after a position in the list, or before it, going backward. */
interface Turn {
  position: Position;
  backward: boolean;
}

interface Page {
  documents: JsonObject[];
  next_page_url: string | null;
  previous_page_url: string | null;
}

type Row = Position & { document: JsonObject };

const TURN = /^([<>])(\d{1,15})\.([0-9A-Za-z]+)\.[0-9a-f]{8}$/;

/**
 * One page of documents in the order `created desc, sort_id desc`, and the ways to those beside it. A page says by its name where
 * it begins, so that what is made or deleted meanwhile moves nothing between pages. `params` are all that the client sent: the
 * other pages are asked for with the same.
 * @throws invalid_request_error on `page` when it is not one of this list, filtered as it is.
 */
export async function listV2Page(
  listed: Listed & { url: string },
  params: V2ListParams,
  filters: Filters,
  created: Stripe.RangeQueryParam | undefined,
): Promise<Page> {
  const list = `${listed.url} ${JSON.stringify(filters)}`;
  const turn = params.page === undefined ? null : decodeTurn(params.page, list);
  const backward = turn?.backward ?? false;
  const limit = pageLimit(params.limit);
  const where = new Conditions(listed);
  where.matching(filters);
  where.inRange('created', created);
  if (turn !== null) where.beyond(turn.position, backward);
  const direction = backward ? 'asc' : 'desc';
  const rows = await scope().runtime.database.query<Row>({
    text:
      `select document, created, sort_id from ${listed.table} where ${where.sql} ` +
      `order by created ${direction}, sort_id ${direction} limit ${limit + 1}`,
    values: where.values,
  });
  const page = rows.slice(0, limit);
  const has_beyond = rows.length > limit;
  if (backward) page.reverse();
  const urlOf = (position: Position | undefined, is_backward: boolean) =>
    position === undefined
      ? null
      : `${listed.url}?${queryOf({ ...params, page: encodeTurn({ position, backward: is_backward }, list) })}`;
  return {
    documents: page.map(({ document }) => document),
    // Whoever came backward came from there; whoever came forward has left something behind.
    next_page_url: backward || has_beyond ? urlOf(page.at(-1), false) : null,
    previous_page_url: (backward ? has_beyond : turn !== null) ? urlOf(page[0], true) : null,
  };
}

/** A list among the parameters is repeated, as v2 writes queries. */
function queryOf(params: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  return query.toString();
}

/** A page belongs to its list and its filters: the checksum is there to find mistakes. */
function encodeTurn({ position, backward }: Turn, of: string): string {
  const turn = `${backward ? '<' : '>'}${position.created}.${position.sort_id}`;
  const checksum = createHash('sha256').update(`page of ${of}: ${turn}`).digest('hex').slice(0, 8);
  return Buffer.from(`${turn}.${checksum}`).toString('base64url');
}

/** @throws invalid_request_error on `page` when it is not, to the letter, what `encodeTurn` returned. */

function decodeTurn(page: string, of: string): Turn {
  const [, direction, created, sort_id] = TURN.exec(Buffer.from(page, 'base64url').toString('latin1')) ?? [];
  if (created !== undefined && sort_id !== undefined) {
    const turn = { position: { created: Number(created), sort_id }, backward: direction === '<' };
    if (encodeTurn(turn, of) === page) return turn;
  }
  throw errors.invalid(
    'There is no such page. The filters of a list cannot be changed after its first page.',
    {
      param: 'page',
    },
  );
}
