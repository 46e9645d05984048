/**
 * `contract.json`. Schemas refer to each other by name, and a name reads as TypeScript does: the leaves are `string`,
 * `integer` and so on, compounds are `Array<string>` or `Emptyable<integer>`, the others are the SDK's own names.
 */
export interface ContractFile {
  readonly schemas: Readonly<Record<string, EncodedSchema>>;
  /** Schemas by the type of object that they describe. */
  readonly objects: Readonly<Record<string, EncodedObjectType>>;
  readonly routes: readonly EncodedRoute[];
  /** Snapshot events (v1): the types of object that their `data.object` may be, by the event's type. */
  readonly event_types: Readonly<Record<string, readonly string[]>>;
  /** Thin events (v2): the type of the object that they are about, if any. */
  readonly thin_event_types: Readonly<Record<string, string | null>>;
  /** What a webhook endpoint may enable. */
  readonly enabled_events: readonly string[];
}

/** The name of a schema; one that ends in `|null` may be null as well. */
export type SchemaName = string;

export type EncodedSchema =
  | { kind: 'string'; max_length?: number }
  | { kind: 'enum'; values: string[] }
  | { kind: 'literal'; value: string | boolean }
  | { kind: 'integer'; timestamp?: true }
  | { kind: 'decimal' | 'boolean' | 'file' | 'any' }
  | EncodedObject
  | { kind: 'array'; items: SchemaName }
  | { kind: 'map'; values: SchemaName }
  | { kind: 'union'; of: SchemaName[] }
  | { kind: 'emptyable'; of: SchemaName }
  | { kind: 'expandable'; to: string[]; deleted: boolean }
  | { kind: 'resource'; of: string[]; deleted: 'never' | 'maybe' | 'always'; without: string[] }
  | { kind: 'list'; form: 'list' | 'search_result' | 'v2_page'; items: SchemaName };

export interface EncodedObject {
  kind: 'object';
  /** A field that may be missing ends in `?`. */
  fields: Record<string, SchemaName>;
  only_expanded?: string[];
}

export interface EncodedObjectType {
  schema?: SchemaName;
  deleted?: SchemaName;
}

export interface EncodedRoute {
  id: string;
  /** The SDK's resource and method. */
  sdk: string;
  kind: string;
  params: SchemaName;
  result: SchemaName | null;
  host?: string;
  upload?: true;
}
