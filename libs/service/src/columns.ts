/** How a column travels to PostgreSQL: one array parameter per column, one element per row. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'boolean' | 'jsonb';
export type ColumnValue = string | number | bigint | boolean | null | object;

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
      return JSON.stringify(JSON.stringify(value));
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
