import { errors } from './errors.ts';

/** A parameter that may unset what it names: undefined leaves it, `''` and null unset it. */
export type Emptyable<T> = T | '' | null | undefined;

/** The value of a nullable field after `param` (API reference, "Request bodies": an empty string unsets). */
export function given<T>(param: Emptyable<T>, current: T | null): T | null {
  if (param === undefined) return current;
  return param === '' ? null : param;
}

/** Values by which a parameter asks for nothing: what it would set stays, or becomes, unset. */
const NOTHING: readonly unknown[] = [undefined, null, '', false];

/**
 * Refuses what would otherwise be ignored; `parent` is where `params` stand. A parameter that asks for nothing passes
 * (API reference, "Request bodies": an empty string unsets).
 * @throws when one of `not_built`, parameters whose effect nobody has built, asks for something
 */
export function requireBuilt(params: object, not_built: readonly string[], parent?: string): void {
  const asking = Object.entries(params).find(
    ([name, value]) => not_built.includes(name) && !NOTHING.includes(value),
  );
  if (asking === undefined) return;
  throw errors.parameterNotBuilt(parent === undefined ? asking[0] : `${parent}[${asking[0]}]`);
}

/** An address as documents hold it. */
export interface Address {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

type AddressParam = { readonly [K in keyof Address]?: Emptyable<string> };

const ADDRESS_FIELDS = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'] as const;

/** An address with all of its fields, from a parameter that may leave some out. */
export function addressOf(param: AddressParam): Address {
  return Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, given(param[field], null)]),
  ) as unknown as Address;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

/** Takes what could be an email address, the mail system having the last word, or unsets one. @throws email_invalid */
export function requireEmail(email: Emptyable<string>, param: string): void {
  if (email && !EMAIL.test(email)) throw errors.emailInvalid(email, param);
}
