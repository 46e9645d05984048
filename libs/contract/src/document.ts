/**
 * An object as it is stored: each reference is the id, never the expanded object. Lists that may be missing are left out,
 * the others stay as declared. It is assignable to `T`.
 *
 * Its fields are readonly, since loaded documents are frozen; a change is a new document (`{ ...coupon, name }`).
 */
export type Document<T> = T extends object
  ? T extends readonly (infer Item)[]
    ? Reference<Item>[]
    : T extends { object: 'list' }
      ? T
      : { readonly [K in keyof T as Stored<K, T[K]>]: Reference<T[K]> }
  : T;

/** The id alone, if the value may be an id or what it stands for. */
type Reference<T> = [T] extends [object] ? Document<T> : string extends T ? Exclude<T, object> : Document<T>;

/** `K`, unless the field is a list that may be missing, or is there to say that the object is not deleted. */
type Stored<K, T> =
  Exclude<T, null | undefined> extends infer Value
    ? [Value] extends [void]
      ? never
      : undefined extends T
        ? [Value] extends [{ object: 'list' }]
          ? never
          : K
        : K
    : never;
