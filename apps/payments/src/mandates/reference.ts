import { type Emptyable, errors } from '@pinstripe/kernel';
import { drawCode } from '../draws.ts';
import type { ReferenceTerms } from '../payment-method-types/payment-method-type.ts';

type Options = Readonly<{ mandate_options?: Emptyable<{ reference_prefix?: Emptyable<string> }> }>;

const PREFIX = /^[A-Z0-9][A-Z0-9 ./&_-]{0,11}$/;

/** What `payment_method_options` say of how references of mandates begin; empty when they do not. */
function prefixOf({ mandate_options }: Options): string {
  return (mandate_options || {}).reference_prefix || '';
}

/** @throws invalid_mandate_reference_prefix_format when no reference can begin like this */
export function requireReferencePrefix(options: object, { reserved }: ReferenceTerms, param: string): void {
  const prefix = prefixOf(options);
  if (prefix === '') return;
  if (PREFIX.test(prefix) && !reserved.some((word) => prefix.startsWith(word))) return;
  throw errors.invalid(
    'The `reference_prefix` must be at most 12 characters long and can only contain uppercase letters, numbers, spaces, or the ' +
      "special characters `/`, `_`, `-`, `&`, and `.`. It can't begin with " +
      `${reserved.map((word) => `\`${word}\``).join(' or ')}.`,
    {
      code: 'invalid_mandate_reference_prefix_format',
      param: `${param}[mandate_options][reference_prefix]`,
    },
  );
}

/** The reference of a mandate, by which the payer's bank knows it: the merchant's prefix, and what `mandate` draws. */
export function referenceOf(mandate: string, { length }: ReferenceTerms, options: object): string {
  const prefix = prefixOf(options).replace(/ +$/, ' ');
  return prefix + drawCode(mandate, 'reference', length - prefix.length);
}
