import type { ObjectSchema } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { emptyFields, type FormFields } from './form.ts';

const PAIR_COUNT_MAX = 1000;

/**
 * Reads the query of a v2 request: names and values without structure. The name of a list is repeated for each of its
 * elements, and may have v1's brackets.
 *
 * @throws StripeError when there is too much of it.
 */
export function decodeQuery(text: string, { fields: declared }: ObjectSchema): FormFields {
  const fields = emptyFields();
  const pairs = new URLSearchParams(text);
  if (pairs.size > PAIR_COUNT_MAX) throw errors.requestMalformed('application/json');
  for (const [written, value] of pairs) {
    const name = written.replace(/\[\d*\]$/, '');
    if (declared.get(name)?.schema.kind !== 'array') fields[written] = value;
    else fields[name] = [...((fields[name] as string[] | undefined) ?? []), value];
  }
  return fields;
}
