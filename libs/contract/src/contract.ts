import { readFileSync } from 'node:fs';
import type { EventTypes, ObjectTypes, Routes as SdkRoutes } from '../generated/routes.ts';
import type Stripe from 'stripe';
import { NESTED_ROUTES } from './additions.nested.ts';
import {
  ADDED_CHOICES,
  ADDED_FIELDS,
  ADDED_PARAMETERS,
  ADDED_ROUTES,
  ADDED_THIN_EVENTS,
  type AddedParameters,
  type AddedRoutes,
  type AddedThinEvents,
  REPLACEABLE,
  SPELLINGS,
  V2_DELETION,
} from './additions.ts';
import type { ContractFile, EncodedSchema, SchemaName } from './encoding.ts';
import { OWN_ROUTES, type OwnRoutes } from './own-routes.ts';
import type { Field, ObjectSchema, ObjectType, Schema } from './schema.ts';

/** Every route: the ids in its path, its parameters, and what it answers with. */
export type Routes = SdkRoutes & AddedRoutes & AddedParameters & OwnRoutes;
/** A route by method and path template: `POST /v1/coupons/{coupon}`. */
export type RouteId = keyof Routes;
/** The type of a snapshot event: `coupon.created`. */
export type EventType = keyof EventTypes;
/** Thin events as the API shows them, by their types. */
export type ThinEvents = { [Event in Stripe.V2.Event as Event['type']]: Event } & AddedThinEvents;
/** The type of a thin event: `v1.billing.meter.no_meter_found`. */
export type ThinEventType = keyof ThinEvents;
/** A type of object, as its `object` says: `payment_intent`. */
export type ObjectName = keyof ObjectTypes;

export type Method = 'GET' | 'POST' | 'DELETE';
export type RouteKind = 'list' | 'search' | 'retrieve' | 'create' | 'update' | 'delete' | 'action';

export interface Route {
  readonly id: RouteId;
  readonly method: Method;
  /** The template: `/v1/coupons/{coupon}`. */
  readonly path: string;
  /** The names of the ids in the path, in order. */
  readonly path_params: readonly string[];
  /** How an SDK calls it: `paymentIntents.confirm`; null of a route that only the CLI or the dashboard calls. */
  readonly sdk: string | null;
  /** What the SDK's method is by its name; `action` if that is a verb of its own. */
  readonly kind: RouteKind;
  /** v1 and OAuth take forms, v2 takes JSON. */
  readonly api: 'v1' | 'v2' | 'oauth';
  readonly params: ObjectSchema;
  /** Null if it answers with nothing, or not with JSON. */
  readonly result: Schema | null;
  /** The host that Stripe serves it from, if that is not the API's own. */
  readonly host: string | null;
  /** Whether it takes `multipart/form-data`. */
  readonly upload: boolean;
}

/** Everything that is derived from the SDK, and what `additions.ts` adds. */
export interface Contract {
  /** In the order of their paths, those that were added last. */
  readonly routes: ReadonlyMap<RouteId, Route>;
  /** By the SDK's names: `CouponCreateParams`. */
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly object_types: ReadonlyMap<string, ObjectType>;
  /** Snapshot events: the types of object that `data.object` may be. */
  readonly event_types: ReadonlyMap<EventType, readonly ObjectName[]>;
  /** Thin events: the type of the object that they are about, if any. */
  readonly thin_event_types: ReadonlyMap<string, ObjectName | null>;
  /** What a webhook endpoint may enable: the snapshot events, and `*`. */
  readonly enabled_events: readonly string[];
}

let loaded: Contract | undefined;

/** The contract, read on the first call and the same ever after. */
export function contract(): Contract {
  return (loaded ??= load());
}

/** @throws if the contract has no such route. */
export function route(id: RouteId): Route {
  return required(contract().routes.get(id), id);
}

/** The schema of a type by the SDK's name for it: parameters (`CouponCreateParams`) and objects (`Coupon`). @throws */
export function schema(name: string): Schema {
  return required(contract().schemas.get(name), name);
}

/** The type of objects whose `object` is `name`; undefined if there is none. */
export function objectType(name: string): ObjectType | undefined {
  return contract().object_types.get(name);
}

function load(): Contract {
  const text = readFileSync(new URL('../generated/contract.json', import.meta.url), 'utf8');
  const file = JSON.parse(text) as ContractFile;
  const linker = new Linker(file.schemas);
  const routes = new Map(
    [...file.routes.map((encoded) => linkRoute(encoded, linker)), ...ADDED_ROUTES, ...OWN_ROUTES].map(
      (each) => [each.id, each],
    ),
  );
  for (const id of Object.keys(NESTED_ROUTES) as (keyof typeof NESTED_ROUTES)[]) {
    routes.set(id, nestedRoute(id, routes));
  }
  return {
    routes,
    schemas: linker.all(),
    object_types: new Map(
      Object.entries(file.objects).map(([name, type]) => [name, linkType(name, type, linker)]),
    ),
    event_types: new Map(Object.entries(file.event_types)) as Contract['event_types'],
    thin_event_types: new Map(Object.entries({ ...file.thin_event_types, ...ADDED_THIN_EVENTS })),
    enabled_events: file.enabled_events,
  };
}

function linkRoute(encoded: ContractFile['routes'][number], linker: Linker): Route {
  const [method, path] = encoded.id.split(' ') as [Method, string];
  const [, version] = path.split('/');
  return {
    id: encoded.id as RouteId,
    method,
    path,
    path_params: pathParams(path),
    sdk: encoded.sdk,
    kind: encoded.kind as RouteKind,
    api: version as Route['api'],
    params: withAdded(encoded.id, linker.object(encoded.params)),
    result: resultOf(encoded, linker),
    host: encoded.host ?? null,
    upload: encoded.upload ?? false,
  };
}

/** A route like another, at a path that names what the other takes as a parameter. */
function nestedRoute(id: keyof typeof NESTED_ROUTES, routes: ReadonlyMap<RouteId, Route>): Route {
  const { like, result, without = [] } = NESTED_ROUTES[id];
  const { params, ...rest } = required(routes.get(like), like);
  const [, path] = id.split(' ') as [Method, string];
  const fields = new Map([...params.fields].filter(([name]) => !without.includes(name)));
  return {
    ...rest,
    id,
    path,
    path_params: pathParams(path),
    sdk: null,
    params: { ...params, name: `Nested${params.name}`, fields },
    result:
      result === undefined ? rest.result : { kind: 'resource', of: [result], deleted: 'never', without: [] },
  };
}

function pathParams(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

function resultOf({ id, kind, result }: ContractFile['routes'][number], linker: Linker): Schema | null {
  if (kind === 'delete' && id.includes(' /v2/')) return V2_DELETION;
  return result === null ? null : linker.link(result);
}

function withAdded(id: string, params: ObjectSchema): ObjectSchema {
  const added = (ADDED_PARAMETERS as Readonly<Record<string, ReadonlyMap<string, Field>>>)[id];
  return added === undefined ? params : { ...params, fields: new Map([...params.fields, ...added]) };
}

function linkType(name: string, type: ContractFile['objects'][string], linker: Linker): ObjectType {
  if (type.schema === undefined) throw new Error(`the contract knows ${name} only as deleted`);
  return {
    name,
    schema: linker.object(type.schema),
    deleted: type.deleted === undefined ? null : linker.object(type.deleted),
  };
}

/** Replaces names by the schemas that they stand for. */
class Linker {
  private readonly linked = new Map<SchemaName, Schema>();

  constructor(private readonly encoded: ContractFile['schemas']) {}

  all(): ReadonlyMap<string, Schema> {
    for (const name in this.encoded) this.link(name);
    return this.linked;
  }

  link(name: SchemaName): Schema {
    const known = this.linked.get(name);
    if (known !== undefined) return known;
    const schema = this.decode(name, required(this.encoded[name], name));
    this.linked.set(name, schema);
    return schema;
  }

  object(name: SchemaName): ObjectSchema {
    const schema = this.link(name);
    if (schema.kind !== 'object') throw new Error(`${name} is no object in the contract`);
    return schema;
  }

  private decode(name: SchemaName, encoded: EncodedSchema): Schema {
    switch (encoded.kind) {
      case 'object': {
        const hidden = new Set(encoded.only_expanded);
        const fields = new Map(
          Object.entries({ ...encoded.fields, ...ADDED_FIELDS.get(name) }).map(([key, ref]) =>
            this.field(key, ref, hidden),
          ),
        );
        for (const key of REPLACEABLE.get(name) ?? []) {
          fields.set(key, { ...fields.get(key)!, required: false });
        }
        const must = [...fields].filter(([, field]) => field.required).map(([field]) => field);
        return { kind: 'object', name, fields, required: must };
      }
      case 'array':
      case 'list':
        return { ...encoded, items: this.link(encoded.items) };
      case 'map':
        return { kind: 'map', values: this.link(encoded.values) };
      case 'union':
        return { kind: 'union', of: encoded.of.map((member) => this.link(member)) };
      case 'emptyable':
        return { kind: 'emptyable', of: this.link(encoded.of) };
      case 'enum': {
        const spellings = SPELLINGS.get(name);
        const values = [...encoded.values, ...(ADDED_CHOICES.get(name) ?? [])];
        return { kind: 'enum', values, ...(spellings && { spellings }) };
      }
      default:
        return encoded;
    }
  }

  private field(key: string, ref: SchemaName, hidden: ReadonlySet<string>): [string, Field] {
    const is_optional = key.endsWith('?');
    const name = is_optional ? key.slice(0, -1) : key;
    const nullable = ref.endsWith('|null');
    return [
      name,
      {
        schema: this.link(nullable ? ref.slice(0, -'|null'.length) : ref),
        required: !is_optional,
        nullable,
        only_expanded: hidden.has(name),
      },
    ];
  }
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the contract has no ${name}`);
  return value;
}
