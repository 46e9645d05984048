import fc from 'fast-check';
import type { Json } from '@pinstripe/kernel';
import { JsonPrinter } from './json.ts';

/** What the printer must equal: sorted copies, printed by the platform. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const first = ['id', 'object'].filter((name) => Object.hasOwn(value, name));
  const rest = Object.keys(value)
    .filter((name) => name !== 'id' && name !== 'object')
    .sort();
  const entries = [...first, ...rest].map((name): [string, unknown] => [
    name,
    sorted((value as Record<string, unknown>)[name]),
  ]);
  return Object.fromEntries(entries);
}

describe('JsonPrinter', () => {
  it('prints id and object first, then by name, indented by two', () => {
    const customer = {
      object: 'customer',
      name: null,
      id: 'cus_1',
      address: { line1: 'a"b', city: 'é' },
      tags: [],
    };
    expect(new JsonPrinter().print(customer, 'customer')).toBe(
      '{\n  "id": "cus_1",\n  "object": "customer",\n  "address": {\n    "city": "é",\n    "line1": "a\\"b"\n  },\n' +
        '  "name": null,\n  "tags": []\n}\n',
    );
  });

  it('holds an order only for objects that have the same fields', () => {
    const printer = new JsonPrinter();
    const documents: Json[] = [
      { b: 1, a: 2 },
      { a: 1, c: 2 },
      { constructor: 'x' },
      { toString: 'y' },
      { other: 'z' },
      JSON.parse('{"__proto__": "p"}') as Json,
      { other: 'z' },
    ];
    for (const document of documents) {
      expect(printer.print(document, 'metadata')).toBe(JSON.stringify(sorted(document), null, 2) + '\n');
    }
  });

  it('prints any JSON as the platform prints it sorted', () => {
    const printer = new JsonPrinter();
    const values = fc
      .jsonValue({ maxDepth: 4 })
      .filter((value) => !/"\d+":|__proto__/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(values, (value) => {
        expect(printer.print(value as Json, 'any')).toBe(JSON.stringify(sorted(value), null, 2) + '\n');
      }),
    );
  });
});
