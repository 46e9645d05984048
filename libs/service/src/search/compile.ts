import type { StripeError } from '@pinstripe/kernel';
import { badQuery, type Clause, type Operator, type Query } from './query.ts';

/**
 * What can be searched for in a resource (guide "Search", "Query fields"), field by field. In its short form a field is
 * its type alone, and its path in the document is its name.
 */
export type SearchFields = Readonly<Record<string, SearchField>>;
export type SearchField = SearchFieldType | DetailedSearchField;

export interface DetailedSearchField {
  type: SearchFieldType;
  /** Where the value stands in the document. */
  path?: readonly string[];
  /** Instead of a path: a column or another SQL expression, of a number for `numeric`, else of text. */
  sql?: string;
}

/**
 * - `string`: its words, in a row, or a part of it; in upper or lower case
 * - `token`: the whole of it, in upper or lower case
 * - `boolean`: `true` or `false`
 * - `numeric`: a number, or a range
 * - `metadata`: for each key a token
 */
export type SearchFieldType = 'string' | 'token' | 'boolean' | 'numeric' | 'metadata';

export interface CompiledQuery {
  /** A condition in parentheses, on the columns of a document table. */
  sql: string;
  /** Of its parameters, in their order. */
  values: string[];
}

const OPERATORS: Readonly<Record<SearchFieldType, readonly Operator[]>> = {
  string: [':', '~'],
  token: [':'],
  boolean: [':'],
  numeric: [':', '<', '>', '<=', '>='],
  metadata: [':'],
};

const SUBSTRING_LENGTH_MIN = 3;

/**
 * A query as a condition of SQL, whose parameters are numbered from `first_parameter_number` on. Whatever the query
 * brings is a parameter; only what `fields` declares is written into the SQL.
 * @param resource the plural that errors name, such as `payment_intents`
 * @throws invalid_request_error on `query` for a field that is not among `fields`, or used as its type does not allow.
 */
export function compileQuery(
  query: Query,
  fields: SearchFields,
  first_parameter_number: number,
  resource: string,
): CompiledQuery {
  const values: string[] = [];
  const bind = (value: string): string => {
    values.push(value);
    return `$${first_parameter_number + values.length - 1}`;
  };
  const conditions = query.clauses.map((clause) => {
    const condition = compileClause(clause, definition(clause, fields, resource), bind);
    // Not `not`: an object without the field does not match the clause either.
    return clause.negated ? `(${condition}) is not true` : condition;
  });
  return { sql: `(${conditions.join(query.combinator === 'AND' ? ' and ' : ' or ')})`, values };
}

function compileClause(clause: Clause, field: DetailedSearchField, bind: (value: string) => string): string {
  const { operator, value } = clause;
  if (!OPERATORS[field.type].includes(operator)) throw unsupportedOperator(clause, field.type);
  const stored = expression(clause, field, bind);
  if (value === null) {
    if (operator !== ':')
      throw badQuery(`\`null\` can only be used with the operator \`:\`, not with \`${operator}\`.`);
    return `${stored} is null`;
  }
  switch (field.type) {
    case 'numeric':
      return `${stored} ${operator === ':' ? '=' : operator} ${bind(requireNumber(clause, value))}::numeric`;
    case 'boolean':
      return `${stored} = ${bind(requireBoolean(clause, value))}`;
    case 'string':
      return operator === '~'
        ? `${stored} ilike ${bind(containing(requireLong(value)))}`
        : `${stored} ~* ${bind(withWords(value))}`;
    case 'token':
    case 'metadata':
      return `lower(${stored}) = lower(${bind(value)})`;
  }
}

function definition(clause: Clause, fields: SearchFields, resource: string): DetailedSearchField {
  const field = Object.hasOwn(fields, clause.field) ? fields[clause.field] : undefined;
  const detailed = typeof field === 'string' ? { type: field } : field;
  const is_metadata = detailed?.type === 'metadata';
  if (detailed === undefined || is_metadata !== (clause.metadata_key !== null)) {
    throw unsupportedField(clause.field, resource);
  }
  return detailed;
}

/** The SQL of what an object has in the field: of a number for numeric fields, else of text; null if it has nothing. */
function expression(clause: Clause, field: DetailedSearchField, bind: (value: string) => string): string {
  if (field.sql !== undefined) return `(${field.sql})`;
  if (clause.metadata_key !== null) return `(document->'metadata'->>${bind(clause.metadata_key)}::text)`;
  const path = (field.path ?? clause.field.split('.')).map(literal);
  const text = `(document${path.map((key, at) => (at === path.length - 1 ? '->>' : '->') + key).join('')})`;
  return field.type === 'numeric' ? `${text}::numeric` : text;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function requireNumber({ field }: Clause, value: string): string {
  if (!/^-?\d+(?:\.\d+)?$/.test(value))
    throw badQuery(`Field \`${field}\` is numeric; \`${value}\` is not a number.`);
  return value;
}

function requireBoolean({ field }: Clause, value: string): string {
  const lower_case = value.toLowerCase();
  if (lower_case !== 'true' && lower_case !== 'false') {
    throw badQuery(`Field \`${field}\` is either "true" or "false"; \`${value}\` is neither.`);
  }
  return lower_case;
}

function requireLong(value: string): string {
  if ([...value].length >= SUBSTRING_LENGTH_MIN) return value;
  throw badQuery(
    `A substring to search for must have at least ${SUBSTRING_LENGTH_MIN} characters; \`${value}\` is shorter.`,
  );
}

/** A pattern of `like` for all that contains `text`. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A regular expression of PostgreSQL for all that has the words of `text` in a row, or for what has no words either. */
function withWords(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return '^\\s*$';
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `(^|\\s)${escaped.join('\\s+')}(\\s|$)`;
}

function unsupportedField(field: string, resource: string): StripeError {
  return badQuery(
    `Field \`${field}\` is an unsupported search field for resource \`${resource}\`. ` +
      `See http://stripe.com/docs/search#query-fields-for-${resource.replaceAll('_', '-')} for a list of supported fields.`,
  );
}

function unsupportedOperator({ field, operator }: Clause, type: SearchFieldType): StripeError {
  const supported = OPERATORS[type].map((one) => `\`${one}\``).join(', ');
  return badQuery(`Operator \`${operator}\` is not supported for the field \`${field}\`, only ${supported}.`);
}
