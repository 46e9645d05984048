import fc from 'fast-check';
import { StripeError } from '@pinstripe/kernel';
import { type Clause, parseQuery, type Query } from './query.ts';

const clause = (field: string, operator: Clause['operator'], value: string | null): Clause => ({
  negated: false,
  field,
  metadata_key: null,
  operator,
  value,
});
const metadata = (metadata_key: string, value: string | null): Clause => ({
  ...clause('metadata', ':', value),
  metadata_key,
});
const not = (negated: Clause): Clause => ({ ...negated, negated: true });
const and = (...clauses: Clause[]): Query => ({ combinator: 'AND', clauses });
const or = (...clauses: Clause[]): Query => ({ combinator: 'OR', clauses });

describe('parseQuery', () => {
  it.each([
    [`email:"amy@rocketrides.io"`, and(clause('email', ':', 'amy@rocketrides.io'))],
    [`email:'sally@rocketrides.io'`, and(clause('email', ':', 'sally@rocketrides.io'))],
    [`email~"amy"`, and(clause('email', '~', 'amy'))],
    [`payment_method_details.card.last4:4242`, and(clause('payment_method_details.card.last4', ':', '4242'))],
    [`total>1000`, and(clause('total', '>', '1000'))],
    [`amount>="10"`, and(clause('amount', '>=', '10'))],
    [`amount<-5`, and(clause('amount', '<', '-5'))],
    [`amount<=10.50`, and(clause('amount', '<=', '10.50'))],
    [`-currency:'usd'`, and(not(clause('currency', ':', 'usd')))],
    [`url:null`, and(clause('url', ':', null))],
    [`url:NULL`, and(clause('url', ':', null))],
    [`name:"null"`, and(clause('name', ':', 'null'))],
    [`name:""`, and(clause('name', ':', ''))],
    [`metadata["donation-id"]:"asdf-jkl"`, and(metadata('donation-id', 'asdf-jkl'))],
    [`metadata['key']:'value'`, and(metadata('key', 'value'))],
    [`-metadata["donation-id"]:null`, and(not(metadata('donation-id', null)))],
    [`metadata["a \\"b\\" ] AND c"]:'it\\'s'`, and(metadata('a "b" ] AND c', "it's"))],
    [
      `description:"the story called \\"The Sky.\\""`,
      and(clause('description', ':', 'the story called "The Sky."')),
    ],
    [`path:"C:\\temp\\\\"`, and(clause('path', ':', 'C:\\temp\\'))],
    [`name:"a OR b"`, and(clause('name', ':', 'a OR b'))],
    [`a:1 AND b:2`, and(clause('a', ':', '1'), clause('b', ':', '2'))],
    [`a:1 and b:2 AnD c:3`, and(clause('a', ':', '1'), clause('b', ':', '2'), clause('c', ':', '3'))],
    [`a:1 b:2`, and(clause('a', ':', '1'), clause('b', ':', '2'))],
    [`  a:1\n\t b:2  `, and(clause('a', ':', '1'), clause('b', ':', '2'))],
    [`a:1 OR b:2 or -c:3`, or(clause('a', ':', '1'), clause('b', ':', '2'), not(clause('c', ':', '3')))],
    [`and:1 or:2`, and(clause('and', ':', '1'), clause('or', ':', '2'))],
  ])('reads %s', (text, query) => {
    expect(parseQuery(text)).toEqual(query);
  });

  const unparseable =
    /^We were unable to parse your search query\. Try using the format `metadata\["key"\]:"value"`/;
  it.each([
    ['', unparseable],
    ['  ', unparseable],
    ['amy', unparseable],
    ['email', unparseable],
    ['email:', unparseable],
    [':"amy"', unparseable],
    ['email:amy', unparseable],
    ['active:true', unparseable],
    ['email : "amy"', unparseable],
    ['email="amy"', unparseable],
    ['email:"amy', unparseable],
    [`email:"amy'`, unparseable],
    ['email:"amy\\"', unparseable],
    ['email:"amy"name:"amy"', unparseable],
    ['amount:10usd', unparseable],
    ['url:nullable', unparseable],
    ['metadata[key]:"value"', unparseable],
    ['metadata["key":"value"', unparseable],
    ['metadata.key["x"]:"value"', unparseable],
    ['a..b:1', unparseable],
    ['--a:1', unparseable],
    ['- a:1', unparseable],
    ['(a:1 AND b:2)', unparseable],
    ['a:1 AND', unparseable],
    ['AND a:1', unparseable],
    ['a:1 AND AND b:2', unparseable],
    ['a:1, b:2', unparseable],
    ['a:1 AND b:2 OR c:3', /cannot be combined/],
    ['a:1 b:2 OR c:3', /cannot be combined/],
    ['a:1 '.repeat(11), /at most 10 clauses/],
  ])('refuses %j', (text, message) => {
    expect(refusalOf(text)).toEqual({
      status: 400,
      body: { type: 'invalid_request_error', param: 'query', message: expect.stringMatching(message) },
    });
  });

  it('allows ten clauses', () => {
    expect(parseQuery('a:1 '.repeat(10)).clauses).toHaveLength(10);
  });

  it('reads what is written from clauses as these clauses', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
    const operator = fc.constantFrom<Clause['operator']>(':', '~', '<', '>', '<=', '>=');
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(null, '"', "'", '\\', '\\"', 'null', '12'),
    );
    const field = fc.oneof(
      fc.record({
        field: fc.array(name, { minLength: 1, maxLength: 4 }).map((path) => path.join('.')),
        metadata_key: fc.constant(null),
      }),
      fc.record({ field: fc.constant('metadata'), metadata_key: fc.string({ unit: 'grapheme' }) }),
    );
    const any_clause = fc
      .tuple(field, fc.record({ negated: fc.boolean(), operator, value }))
      .map(([named, rest]) => ({ ...named, ...rest }));
    const combinator = fc.constantFrom<Query['combinator']>('AND', 'OR');
    const query = fc
      .record({ combinator, clauses: fc.array(any_clause, { minLength: 1, maxLength: 10 }) })
      .map(({ combinator, clauses }) => (clauses.length === 1 ? and(...clauses) : { combinator, clauses }));
    fc.assert(fc.property(query, (written) => expect(parseQuery(textOf(written))).toEqual(written)));
  });

  it('has an answer to whatever it is given', () => {
    const token = fc.constantFrom(
      'a',
      'metadata',
      '[',
      ']',
      '"',
      "'",
      '\\',
      ':',
      '~',
      '<',
      '-',
      ' ',
      'AND',
      'OR',
      'null',
      '1',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          parseQuery(source);
        } catch (error) {
          expect(error).toBeInstanceOf(StripeError);
          expect((error as StripeError).status).toBe(400);
        }
      }),
    );
  });
});

function refusalOf(text: string): unknown {
  try {
    return parseQuery(text);
  } catch (error) {
    const { status, body } = error as StripeError;
    return { status, body };
  }
}

/** A query as text, the other way round. */
function textOf({ combinator, clauses }: Query): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return clauses
    .map(({ negated, field, metadata_key, operator, value }) => {
      const key = metadata_key === null ? '' : `[${quoted(metadata_key)}]`;
      return `${negated ? '-' : ''}${field}${key}${operator}${value === null ? 'null' : quoted(value)}`;
    })
    .join(` ${combinator} `);
}
