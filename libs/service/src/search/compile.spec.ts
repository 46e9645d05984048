import fc from 'fast-check';
import type { StripeError } from '@pinstripe/kernel';
import { compileQuery, type SearchFields } from './compile.ts';
import { type Operator, parseQuery } from './query.ts';

const FIELDS: SearchFields = {
  email: { type: 'string', path: ['email'] },
  name: 'string',
  currency: 'token',
  active: 'boolean',
  amount: 'numeric',
  created: { type: 'numeric', sql: 'created' },
  error_code: { type: 'token', path: ['last_finalization_error', 'code'] },
  'payment_method_details.card.last4': 'token',
  "it's": { type: 'token', path: ["it's"] },
  metadata: 'metadata',
};

const compile = (text: string, first = 1) => compileQuery(parseQuery(text), FIELDS, first, 'payment_intents');

describe('compileQuery', () => {
  it.each([
    ['currency:"usd"', `(lower((document->>'currency')) = lower($1))`, ['usd']],
    ['error_code:"x"', `(lower((document->'last_finalization_error'->>'code')) = lower($1))`, ['x']],
    [
      'payment_method_details.card.last4:4242',
      `(lower((document->'payment_method_details'->'card'->>'last4')) = lower($1))`,
      ['4242'],
    ],
    ['currency:null', `((document->>'currency') is null)`, []],
    ['-currency:"usd"', `((lower((document->>'currency')) = lower($1)) is not true)`, ['usd']],
    ['-currency:null', `(((document->>'currency') is null) is not true)`, []],
    ['email:"amy"', `((document->>'email') ~* $1)`, ['(^|\\s)amy(\\s|$)']],
    ['name:" one  two "', `((document->>'name') ~* $1)`, ['(^|\\s)one\\s+two(\\s|$)']],
    ['name:"(a+b)*"', `((document->>'name') ~* $1)`, ['(^|\\s)\\(a\\+b\\)\\*(\\s|$)']],
    ['name:""', `((document->>'name') ~* $1)`, ['^\\s*$']],
    ['email~"amy"', `((document->>'email') ilike $1)`, ['%amy%']],
    [`email~'50%_\\\\x'`, `((document->>'email') ilike $1)`, ['%50\\%\\_\\\\x%']],
    ['amount:500', `((document->>'amount')::numeric = $1::numeric)`, ['500']],
    ['amount>="10"', `((document->>'amount')::numeric >= $1::numeric)`, ['10']],
    ['created<-1.5', `((created) < $1::numeric)`, ['-1.5']],
    ['active:"TRUE"', `((document->>'active') = $1)`, ['true']],
    ['active:null', `((document->>'active') is null)`, []],
    [`metadata["k"]:"v"`, `(lower((document->'metadata'->>$1::text)) = lower($2))`, ['k', 'v']],
    [`-metadata["k"]:null`, `(((document->'metadata'->>$1::text) is null) is not true)`, ['k']],
    [
      'amount>1 AND currency:"usd"',
      `((document->>'amount')::numeric > $1::numeric and lower((document->>'currency')) = lower($2))`,
      ['1', 'usd'],
    ],
    [
      'amount<1 OR active:"false"',
      `((document->>'amount')::numeric < $1::numeric or (document->>'active') = $2)`,
      ['1', 'false'],
    ],
  ])('compiles %s', (text, sql, values) => {
    expect(compile(text)).toEqual({ sql, values });
  });

  it('numbers its parameters from where the caller is', () => {
    expect(compile('metadata["k"]:"v" amount:1', 4)).toEqual({
      sql: `(lower((document->'metadata'->>$4::text)) = lower($5) and (document->>'amount')::numeric = $6::numeric)`,
      values: ['k', 'v', '1'],
    });
  });

  it('quotes what a resource declares', () => {
    const query = {
      combinator: 'AND' as const,
      clauses: [{ ...parseQuery('a:1').clauses[0]!, field: "it's" }],
    };
    expect(compileQuery(query, FIELDS, 1, 'products').sql).toBe(`(lower((document->>'it''s')) = lower($1))`);
  });

  it.each([
    ['amount', 'numeric', [':', '<', '>', '<=', '>=']],
    ['email', 'string', [':', '~']],
    ['currency', 'token', [':']],
    ['active', 'boolean', [':']],
    ['metadata["k"]', 'metadata', [':']],
  ])('takes for %s, a %s, the operators %j and refuses the others', (field, _, allowed) => {
    const value = field === 'amount' ? '"123"' : '"true"';
    const operators: Operator[] = [':', '~', '<', '>', '<=', '>='];
    const taken = operators.filter((operator) => refusalOf(`${field}${operator}${value}`) === null);
    expect(taken).toEqual(allowed);
  });

  it.each([
    [
      'foo:"bar"',
      'Field `foo` is an unsupported search field for resource `payment_intents`. ' +
        'See http://stripe.com/docs/search#query-fields-for-payment-intents for a list of supported fields.',
    ],
    ['Email:"x"', /^Field `Email` is an unsupported search field/],
    ['constructor:"x"', /^Field `constructor` is an unsupported search field/],
    ['metadata:"x"', /^Field `metadata` is an unsupported search field/],
    ['currency~"usd"', 'Operator `~` is not supported for the field `currency`, only `:`.'],
    ['amount>null', /^`null` can only be used with the operator `:`/],
    ['amount:"ten"', 'Field `amount` is numeric; `ten` is not a number.'],
    ['amount:"1e5"', /not a number/],
    ['amount:""', /not a number/],
    ['email~"am"', /at least 3 characters/],
    ['email~"🙂🙂"', /at least 3 characters/],
    ['active:"yes"', /either "true" or "false"/],
  ])('refuses %s', (text, message) => {
    expect(refusalOf(text)).toEqual({
      status: 400,
      body: {
        type: 'invalid_request_error',
        param: 'query',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    });
  });

  it('knows metadata only where it is declared', () => {
    expect(() => compileQuery(parseQuery('metadata["k"]:"v"'), { name: 'string' }, 1, 'products')).toThrow(
      'Field `metadata` is an unsupported search field for resource `products`.',
    );
  });

  it('writes nothing of a query into the SQL', () => {
    const text = fc.string({ unit: 'grapheme' });
    const quoted = (raw: string) => `"${raw.replace(/["\\]/g, '\\$&')}"`;
    fc.assert(
      fc.property(text, text, (key, value) => {
        const { sql, values } = compile(
          `metadata[${quoted(key)}]:${quoted(value)} OR email:${quoted(value)}`,
        );
        expect(sql).toBe(
          `(lower((document->'metadata'->>$1::text)) = lower($2) or (document->>'email') ~* $3)`,
        );
        expect(values.slice(0, 2)).toEqual([key, value]);
      }),
    );
  });
});

function refusalOf(text: string): unknown {
  try {
    compile(text);
    return null;
  } catch (error) {
    const { status, body } = error as StripeError;
    return { status, body };
  }
}
