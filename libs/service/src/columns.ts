import { jsonText } from '@pinstripe/kernel';

/**
 * How a column travels to PostgreSQL: one array parameter per column, one element per row. `json_text` is a text column
 * whose values are JSON, kept byte for byte.
 */
export type ColumnType = 'text' | 'json_text' | 'integer' | 'bigint' | 'boolean' | 'jsonb';
export type ColumnValue = string | number | bigint | boolean | null | object;

/** The type of the array that the column's values travel in. */
export function arrayType(type: ColumnType): string {
  return type === 'json_text' ? 'text[]' : `${type}[]`;
}

/**
 * The literal of a PostgreSQL array. An element is quoted the way JSON quotes a string: the two agree on backslash and
 * quote, and JSON text has no raw control characters left in which they would differ.
 */
export function arrayLiteral(type: ColumnType, values: readonly ColumnValue[]): string {
  let literal = '{';
  for (let at = 0; at < values.length; at++) {
    if (at > 0) literal += ',';
    literal += element(type, values[at]!);
  }
  return literal + '}';
}

function element(type: ColumnType, value: ColumnValue): string {
  if (value === null) return 'NULL';
  switch (type) {
    case 'jsonb':
      return JSON.stringify(jsonText(value as object));
    case 'json_text':
      return JSON.stringify(value);
    case 'text':
      return quoted(value as string);
    default:
      return (value as number | bigint | boolean).toString();
  }
}

// Below U+0020 and in lone surrogates JSON writes an escape that an array literal would read as other characters.
const ESCAPED_DIFFERENTLY = /[\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  if (!ESCAPED_DIFFERENTLY.test(text)) return JSON.stringify(text);
  return '"' + text.replaceAll('\\', '\\\\').replaceAll('"', '\\"') + '"';
}
