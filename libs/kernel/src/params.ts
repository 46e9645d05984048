/** A parameter that may unset what it names: undefined leaves it, `''` and null unset it. */
export type Emptyable<T> = T | '' | null | undefined;

/** The value of a nullable field after `param` (API reference, "Request bodies": an empty string unsets). */
export function given<T>(param: Emptyable<T>, current: T | null): T | null {
  if (param === undefined) return current;
  return param === '' ? null : param;
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

/** Whether `text` could be an email address; the mail system has the last word. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}
