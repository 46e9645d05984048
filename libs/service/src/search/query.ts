import { errors, type StripeError } from '@pinstripe/kernel';

/**
 * The search query language (API reference, "Search"; guide "Search", "Search query language"), from text to clauses.
 * What the clauses mean for a resource, and whether it knows their fields at all, is decided in `compile.ts`.
 */
export interface Query {
  /** How all the clauses are combined; a query never mixes the two. */
  combinator: 'AND' | 'OR';
  clauses: Clause[];
}

export interface Clause {
  negated: boolean;
  /** As in the object: `email`, `payment_method_details.card.last4`; or `metadata`. */
  field: string;
  /** The key within metadata; null for every other field. */
  metadata_key: string | null;
  operator: Operator;
  /** As text, quoted or not; null asks for objects without the field. */
  value: string | null;
}

export type Operator = ':' | '~' | '<' | '>' | '<=' | '>=';

const CLAUSE_COUNT_MAX = 10;

const QUOTED = String.raw`"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'`;
const CLAUSE = new RegExp(
  String.raw`(?<negated>-?)` +
    String.raw`(?:metadata\[(?<metadata_key>${QUOTED})\]|(?<field>[a-z]\w*(?:\.\w+)*))` +
    String.raw`(?<operator>[<>]=?|[:~])` +
    String.raw`(?:(?<quoted>${QUOTED})|(?<number>-?\d+(?:\.\d+)?)|null)(?=\s|$)`,
  'iy',
);
const COMBINATOR = /\s+(?:(AND|OR)\s+)?/iy;

/**
 * The clauses of a search query.
 * @throws invalid_request_error on `query` when it does not follow the language.
 */
export function parseQuery(text: string): Query {
  const source = text.trim();
  const clauses: Clause[] = [];
  const combinators = new Set<Query['combinator']>();
  for (let at = 0; ;) {
    const clause = matchAt(CLAUSE, source, at);
    if (clause === null) throw unparseable();
    clauses.push(toClause(clause.groups!));
    at += clause[0].length;
    if (at === source.length) break;
    const combinator = matchAt(COMBINATOR, source, at)!;
    combinators.add((combinator[1]?.toUpperCase() ?? 'AND') as Query['combinator']);
    at += combinator[0].length;
  }
  if (combinators.size > 1) throw badQuery('`AND` and `OR` cannot be combined in the same search query.');
  if (clauses.length > CLAUSE_COUNT_MAX) {
    throw badQuery(
      `A search query can have at most ${CLAUSE_COUNT_MAX} clauses; this one has ${clauses.length}.`,
    );
  }
  return { combinator: combinators.has('OR') ? 'OR' : 'AND', clauses };
}

/** A 400 about the parameter `query`. */
export function badQuery(message: string): StripeError {
  return errors.invalid(message, { param: 'query' });
}

function unparseable(): StripeError {
  return badQuery(
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for ' +
      'metadata or key:"value" to query for other fields.',
  );
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function toClause({
  negated,
  metadata_key,
  field,
  operator,
  quoted,
  number,
}: Record<string, string>): Clause {
  return {
    negated: negated === '-',
    field: field ?? 'metadata',
    metadata_key: metadata_key === undefined ? null : unquote(metadata_key),
    operator: operator as Operator,
    value: quoted === undefined ? (number ?? null) : unquote(quoted),
  };
}

/** Without its quotes, and without the backslash before what it escapes: a quote or a backslash. */
function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(["'\\])/g, '$1');
}
