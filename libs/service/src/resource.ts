import { type BuiltSnapshot, type Document, type V2List } from '@pinstripe/contract';
import { deepFreeze, errors, type JsonObject, mintId, mintSortId, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { scope, type WorkContext } from './context.ts';
import { emit } from './events.ts';
import { type Filters, LIMIT_MAX, type ListParams, listDocuments } from './list.ts';
import { ObjectInFlight } from './run.ts';
import { type SearchField, searchDocuments, type SearchParams } from './search/search.ts';
import type { RowKey } from './statement.ts';
import type { Held, StoredDocument } from './unit.ts';
import { listV2Page, type V2ListParams } from './v2-list.ts';

/** What a resource is: the constant facts that its store needs. */
export interface ResourceOptions<T> {
  /** The value of `object`. */
  object: string;
  /** The noun of "No such …", where it is not that value. */
  noun?: string;
  table: string;
  /** Of ids that the platform mints: `pi` for `pi_…`. */
  prefix: string;
  /** Where it is listed: the `url` of its lists. */
  url: string;
  /** What the path calls its id, as errors name it. */
  param: string;
  /** A tombstone stays readable as `deleted: true`; what is gone is a 404. */
  deletion?: 'tombstone' | 'gone';
  /** The fields that its search knows. */
  search?: Readonly<Record<string, SearchField>>;
  /** Composes what is not stored: what the time alone changes. */
  render?(document: Document<T>, now: Timestamp): Document<T>;
  /** What of the object a key of this kind may see. */
  seenBy?(document: Document<T>, key_type: WorkContext['key_type']): Document<T>;
}

/** The fields that every new object starts with. */
export interface Identity {
  id: string;
  created: Timestamp;
  livemode: boolean;
}

interface Identified {
  id: string;
  object: string;
}

/**
 * The store of one resource: its documents, scoped by the account and livemode of the work at hand. What is loaded is
 * relied on: the unit is run again if it has changed by the time of the flush. Writes are buffered until then.
 */
export class Resource<T extends Identified, Private extends object = never> {
  constructor(readonly options: ResourceOptions<T>) {}

  /** `id`, `created` and `livemode` of an object about to be made; `id` is given for those that clients name. */
  identity(id?: string): Identity {
    const { runtime, context } = scope();
    return {
      id: id ?? mintId(this.options.prefix, mintSortId(runtime.clock.millis())),
      created: context.now,
      livemode: context.livemode,
    };
  }

  /**
   * The object, relied on. `param` names the parameter that referred to it.
   * @throws resource_missing: 404 when the path names it, 400 when a parameter does.
   */
  async load(id: string, param?: string): Promise<Document<T>> {
    const document = await this.find(id);
    if (document === null || isTombstone(document)) throw this.missing(id, param);
    return document;
  }

  /** The object or its tombstone, relied on; null if there is none. */
  async find(id: string): Promise<Document<T> | null> {
    const held = await this.hold(id);
    return (held?.current ?? null) as Document<T> | null;
  }

  /** The object or its tombstone as it is now, not relied on. @throws resource_missing */
  async retrieve(id: string): Promise<Document<T>> {
    const document = await this.peek(id);
    if (document === null) throw this.missing(id);
    return document;
  }

  /** The object or its tombstone as it is now, not relied on; null if there is none. */
  async peek(id: string): Promise<Document<T> | null> {
    const held = scope().unit.find(this.options.table, this.key(id));
    const current = held === undefined ? (await this.read(id))?.document : held.current;
    return (current ?? null) as Document<T> | null;
  }

  /** What the API does not show of an object that this unit holds. */
  privateOf(id: string): Private | null {
    return (this.required(id).private ?? null) as Private | null;
  }

  setPrivate(id: string, value: Private): void {
    const held = this.required(id);
    held.private = value as JsonObject;
    if (held.fate === 'relied_on') held.fate = 'saved';
  }

  /** Adds a new object, and names the events of that. */
  insert(document: Document<T>, ...events: BuiltSnapshot[]): Document<T> {
    const { unit, runtime } = scope();
    const key = this.key(document.id);
    const held = unit.find(this.options.table, key);
    if (held !== undefined && held.current !== null) {
      throw new Error(`${this.options.object} '${document.id}' exists: save it`);
    }
    const deleted = held?.stored ?? null;
    unit.hold({
      table: this.options.table,
      key,
      stored: deleted,
      current: deepFreeze(document),
      private: null,
      sort_id: sortIdOf(document.id, this.options.prefix) ?? mintSortId(runtime.clock.millis()),
      fate: deleted === null ? 'inserted' : 'saved',
    });
    for (const event of events) emit(event, this.render(document), null);
    return document;
  }

  /** Replaces an object that this unit has loaded or made, and names the events of that. */
  save(document: Document<T>, ...events: BuiltSnapshot[]): Document<T> {
    const held = this.required(document.id);
    const before = held.current as unknown as Document<T>;
    held.current = deepFreeze(document);
    if (held.fate === 'relied_on') held.fate = 'saved';
    for (const event of events) emit(event, this.render(document), this.render(before));
    return document;
  }

  /** Deletes an object that this unit has loaded, as the resource declares. Its events show it as it was. */
  delete(
    document: Document<T>,
    ...events: BuiltSnapshot[]
  ): { id: string; object: T['object']; deleted: true } {
    const held = this.required(document.id);
    const tombstone = { id: document.id, object: this.options.object as T['object'], deleted: true as const };
    for (const event of events) emit(event, this.render(document), null);
    if (this.options.deletion === 'tombstone') {
      held.current = { ...tombstone };
      held.private = null;
      if (held.fate === 'relied_on') held.fate = 'saved';
    } else {
      held.current = null;
      held.fate = 'deleted';
    }
    return tombstone;
  }

  /** A page of the resource's objects, newest first (API reference, "Pagination"). */
  async list(params: ListParams, filters: Filters = {}, url = this.options.url): Promise<Stripe.ApiList<T>> {
    this.requireUnwritten();
    const page = await listDocuments(this.options, params, filters);
    const data = page.documents.map((document) => this.show(document as unknown as Document<T>));
    return { object: 'list', data: data as unknown as T[], has_more: page.has_more, url };
  }

  /** All of the objects that `filters` find, newest first, for work that needs them all; answers to clients have pages. */
  async all(filters: Filters): Promise<T[]> {
    const found: T[] = [];
    for (;;) {
      const after = found.length === 0 ? {} : { starting_after: found.at(-1)!.id };
      const { data, has_more } = await this.list({ limit: LIMIT_MAX, ...after }, filters);
      found.push(...data);
      if (!has_more) return found;
    }
  }

  /** A page of the resource's objects in the form of v2, newest first (guide "API v2 overview", "List pagination"). */
  async listV2(
    params: V2ListParams,
    filters: Filters = {},
    created?: Stripe.RangeQueryParam,
  ): Promise<V2List<Document<T>>> {
    this.requireUnwritten();
    const { documents, ...urls } = await listV2Page(this.options, params, filters, created);
    return { data: documents.map((document) => this.show(document as unknown as Document<T>)), ...urls };
  }

  /** A page of the objects that a query finds (API reference, "Search"). */
  async search(params: SearchParams): Promise<Stripe.ApiSearchResult<T>> {
    this.requireUnwritten();
    const found = await searchDocuments(this.options, params);
    const data = found.documents.map((document) => this.show(document as unknown as Document<T>));
    const total = found.total_count === undefined ? {} : { total_count: found.total_count };
    return {
      object: 'search_result',
      data: data as unknown as T[],
      has_more: found.next_page !== null,
      next_page: found.next_page as string,
      url: `${this.options.url}/search`,
      ...total,
    };
  }

  /** The object as it is now, whole: as events tell it, and other services get it. */
  render(document: Document<T>): Document<T> {
    if (isTombstone(document)) return document;
    return this.options.render?.(document, scope().context.now) ?? document;
  }

  /** The object as the caller sees it. */
  show(document: Document<T>): Document<T> {
    if (isTombstone(document)) return document;
    const rendered = this.render(document);
    return this.options.seenBy?.(rendered, scope().context.key_type) ?? rendered;
  }

  missing(id: string, param?: string) {
    const { object, noun = object } = this.options;
    return param === undefined
      ? errors.resourceMissing(noun, id, this.options.param, 404)
      : errors.resourceMissing(noun, id, param);
  }

  private async hold(id: string): Promise<Held | null> {
    const { unit } = scope();
    const key = this.key(id);
    const held = unit.find(this.options.table, key);
    if (held !== undefined) return held;
    const stored = await this.read(id);
    if (stored === null) return null;
    const in_flight = stored.private?.['in_flight'];
    if (in_flight !== undefined && in_flight !== unit.attempt) throw new ObjectInFlight();
    return unit.hold({
      table: this.options.table,
      key,
      stored,
      current: deepFreeze(stored.document),
      private: stored.private,
      sort_id: stored.sort_id,
      fate: 'relied_on',
    });
  }

  private read(id: string): Promise<StoredDocument | null> {
    const { runtime, unit } = scope();
    const key = this.key(id);
    const known = unit.knows(this.options.table, key);
    return known === undefined ? runtime.reader.read(this.options.table, key) : Promise.resolve(known);
  }

  private required(id: string): Held {
    const held = scope().unit.find(this.options.table, this.key(id));
    if (held === undefined)
      throw new Error(`${this.options.object} '${id}' is not held by this unit: load it first`);
    return held;
  }

  private requireUnwritten(): void {
    if (scope().unit.hasWritten(this.options.table)) {
      throw new Error(`a list of ${this.options.table} would not show what this unit has written to it`);
    }
  }

  private key(id: string): RowKey {
    const { account, livemode } = scope().context;
    return { account, livemode, id };
  }
}

/** Whether a document is what remains of a deleted object. */
export function isTombstone(document: object): boolean {
  return (document as { deleted?: unknown }).deleted === true;
}

/** A minted id carries its sort id. */
function sortIdOf(id: string, prefix: string): string | null {
  return id.startsWith(`${prefix}_`) && id.length === prefix.length + 25 ? id.slice(prefix.length + 1) : null;
}
