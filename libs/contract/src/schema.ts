/**
 * The shapes of parameters and of objects, as the SDK's types declare them.
 *
 * A schema refers to the schemas of its parts directly, and to other objects of the API by their names (`expandable`,
 * `resource`), so that a walk over a schema always ends.
 */
export type Schema =
  | StringSchema
  | EnumSchema
  | LiteralSchema
  | IntegerSchema
  | DecimalSchema
  | BooleanSchema
  | FileSchema
  | AnySchema
  | ObjectSchema
  | ArraySchema
  | MapSchema
  | UnionSchema
  | EmptyableSchema
  | ExpandableSchema
  | ResourceSchema
  | ListSchema;

export interface StringSchema {
  readonly kind: 'string';
  /** In characters, where the documentation of the field declares it. */
  readonly max_length?: number;
}

export interface EnumSchema {
  readonly kind: 'enum';
  readonly values: readonly string[];
  /** What parameters may say instead of some of them, and which are meant. */
  readonly spellings?: ReadonlyMap<string, string>;
}

/** One value alone: `'now'`, or `true` as in `deleted: true`. */
export interface LiteralSchema {
  readonly kind: 'literal';
  readonly value: string | boolean;
}

export interface IntegerSchema {
  readonly kind: 'integer';
  /** Seconds since the Unix epoch. */
  readonly timestamp?: true;
}

/** A number that may have a fraction. */
export interface DecimalSchema {
  readonly kind: 'decimal';
}

export interface BooleanSchema {
  readonly kind: 'boolean';
}

/** The content of an uploaded file. */
export interface FileSchema {
  readonly kind: 'file';
}

/** An object of any kind, as in an event's `data.object`. */
export interface AnySchema {
  readonly kind: 'any';
}

export interface ObjectSchema {
  readonly kind: 'object';
  /** The SDK's name for it: `CouponCreateParams`. Parts that are the same in many places go by the first. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The names of the fields that must be there. */
  readonly required: readonly string[];
}

export interface Field {
  readonly schema: Schema;
  readonly required: boolean;
  readonly nullable: boolean;
  /** Left out of answers until `expand` names it. */
  readonly only_expanded: boolean;
}

export interface ArraySchema {
  readonly kind: 'array';
  readonly items: Schema;
}

/** An object with any keys: metadata, `currency_options`. */
export interface MapSchema {
  readonly kind: 'map';
  readonly values: Schema;
}

/** One of these, the first that fits. */
export interface UnionSchema {
  readonly kind: 'union';
  readonly of: readonly Schema[];
}

/** `of`, or the empty string (in JSON null too), which unsets it. */
export interface EmptyableSchema {
  readonly kind: 'emptyable';
  readonly of: Schema;
}

/** The id of an object, which `expand` replaces by the object. */
export interface ExpandableSchema {
  readonly kind: 'expandable';
  /** The types of object that it may be the id of. */
  readonly to: readonly string[];
  /** Whether the object may be the tombstone of a deleted one. */
  readonly deleted: boolean;
}

/** An object of the API, embedded. */
export interface ResourceSchema {
  readonly kind: 'resource';
  /** The types of object that it may be. */
  readonly of: readonly string[];
  /** Whether it is the object, the tombstone of a deleted one, or may be either. */
  readonly deleted: 'never' | 'maybe' | 'always';
  /** The fields that it lacks, though objects of its type have them. */
  readonly without: readonly string[];
}

/** A page of objects: `ApiList`, `ApiSearchResult`, or the `data` and page URLs of v2. */
export interface ListSchema {
  readonly kind: 'list';
  readonly form: 'list' | 'search_result' | 'v2_page';
  readonly items: Schema;
}

/** A type of object: what stands in an object's `object`. */
export interface ObjectType {
  /** `payment_intent` */
  readonly name: string;
  readonly schema: ObjectSchema;
  /** The tombstone that is left of a deleted one, or what its deletion answers with. */
  readonly deleted: ObjectSchema | null;
}
