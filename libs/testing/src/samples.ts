import type { Schema } from '@pinstripe/contract';
import type { Json } from '@pinstripe/kernel';
import fc from 'fast-check';

/** Parameters as a form writes them. */
export type FormValue = string | { [name: string]: FormValue } | FormValue[];

/** Parameters as a form writes them, what they must be read as, and how they may be wrong. */
export interface Sample {
  input: FormValue;
  output: Json;
  broken: FormValue | null;
}

function leaf(input: string, output: Json, broken: FormValue): Sample {
  return { input, output, broken };
}

const known = new Map<Schema, fc.Arbitrary<Sample>>();

/** Valid parameters of a schema. */
export function samples(schema: Schema): fc.Arbitrary<Sample> {
  let arbitrary = known.get(schema);
  if (arbitrary === undefined) known.set(schema, (arbitrary = sampling(schema)));
  return arbitrary;
}

function sampling(schema: Schema): fc.Arbitrary<Sample> {
  switch (schema.kind) {
    case 'string': {
      const length_max = schema.max_length ?? 20;
      const text = fc.stringMatching(/^[a-z0-9 .]{1,20}$/).map((long) => long.slice(0, length_max));
      return text.map((value) => leaf(value, value, { a: 'an object' }));
    }
    case 'enum':
      return fc.constantFrom(...schema.values).map((value) => leaf(value, value, 'none of them'));
    case 'literal':
      return fc.constant(leaf(String(schema.value), schema.value, 'another'));
    case 'integer':
      return fc.maxSafeInteger().map((value) => leaf(String(value), value + 0, 'abc'));
    case 'decimal':
      return fc
        .integer({ min: -10_000, max: 10_000 })
        .map((value) => leaf(String(value / 100), value / 100, 'ten'));
    case 'boolean':
      return fc.boolean().map((value) => leaf(String(value), value, 'perhaps'));
    case 'emptyable':
      return fc.oneof(fc.constant<Sample>({ input: '', output: '', broken: null }), samples(schema.of));
    case 'union':
      return samples(schema.of[0]!).map((sample) => ({ ...sample, broken: null }));
    case 'array':
      return fc.array(samples(schema.items), { minLength: 1, maxLength: 3 }).map((elements) => ({
        input: elements.map(({ input }) => input),
        output: elements.map(({ output }) => output),
        broken: 'no array',
      }));
    case 'map':
      return fc
        .tuple(
          fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), samples(schema.values), {
            minKeys: 1,
            maxKeys: 3,
          }),
          fc.nat(),
        )
        .map(combine);
    case 'object': {
      const fields = [...schema.fields].map(([name, field]) => {
        const values = samples(field.schema);
        // What has nothing in it is not sent at all, and would be missing.
        return [name, field.required ? values.filter(({ output }) => sent(output) !== undefined) : values];
      });
      const record = Object.fromEntries(fields) as Record<string, fc.Arbitrary<Sample>>;
      return fc.tuple(fc.record(record, { requiredKeys: [...schema.required] }), fc.nat()).map(combine);
    }
    default:
      throw new Error(`no samples of ${schema.kind}`);
  }
}

/** An object of these fields; broken, it has one that is. */
function combine([fields, choice]: [Record<string, Sample | undefined>, number]): Sample {
  const present = Object.entries(fields).filter((entry): entry is [string, Sample] => entry[1] !== undefined);
  const input = Object.fromEntries(present.map(([name, sample]) => [name, sample.input]));
  const output = Object.fromEntries(present.map(([name, sample]) => [name, sample.output]));
  const breakable = present.filter(([, sample]) => sample.broken !== null);
  const [name, sample] = breakable[choice % breakable.length] ?? [];
  return { input, output, broken: name === undefined ? null : { ...input, [name]: sample!.broken! } };
}

/** As an SDK encodes parameters: with indices. An object or array without anything in it is not sent at all. */
export function encode(value: FormValue, name: string): string[] {
  if (typeof value === 'string') return [`${name}=${encodeURIComponent(value)}`];
  return Object.entries(value).flatMap(([key, inner]) =>
    encode(inner, name === '' ? key : `${name}[${key}]`),
  );
}

/** `value` as it arrives. */
export function sent(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    const elements = value.map(sent).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([name, inner]): [string, Json | undefined] => [
    name,
    sent(inner),
  ]);
  const present = fields.filter((field): field is [string, Json] => field[1] !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}
