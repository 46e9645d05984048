import { builtRoutes, route, type RouteId } from '@pinstripe/contract';
import { StripeError, type JsonObject } from '@pinstripe/kernel';
import { encode, samples, sent } from '@pinstripe/testing/samples';
import fc from 'fast-check';
import { decodeForm, emptyFields, type FormFields } from './form.ts';
import { decodeJson } from './json.ts';
import { ParameterReader } from './parameters.ts';

const reader = new ParameterReader();
const TEXT = { is_json: false, takes_client_secret: false };

function read(id: RouteId, form: string) {
  return reader.read(route(id), decodeForm(form, emptyFields()), TEXT);
}

function refusal(work: () => unknown): StripeError {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what is accepted', () => {
  it.each<[RouteId, string, JsonObject]>([
    ['POST /v1/payment_intents', 'amount=2000&currency=usd', { amount: 2000, currency: 'usd' }],
    ['POST /v1/payment_intents', 'amount=-0&currency=usd', { amount: 0, currency: 'usd' }],
    ['POST /v1/payment_intents/{intent}', 'metadata=', { metadata: '' }],
    ['POST /v1/payment_intents/{intent}', 'metadata[a]=&metadata[b]=1', { metadata: { a: '', b: '1' } }],
    ['POST /v1/payment_intents/{intent}', 'payment_method=', { payment_method: '' }],
    ['POST /v1/payment_intents/{intent}/confirm', 'off_session=true', { off_session: true }],
    ['POST /v1/payment_intents/{intent}/confirm', 'off_session=recurring', { off_session: 'recurring' }],
    ['POST /v1/payment_intents/{intent}/confirm', 'shipping=', { shipping: '' }],
    ['GET /v1/customers', 'created=1700000000', { created: 1700000000 }],
    ['GET /v1/customers', 'created[gte]=1&created[lt]=2', { created: { gte: 1, lt: 2 } }],
    ['POST /v1/coupons', 'percent_off=12.5', { percent_off: 12.5 }],
    [
      'POST /v1/customers/{customer}/funding_instructions',
      'bank_transfer[type]=jp_bank_account&currency=jpy&funding_type=bank_transfer',
      { bank_transfer: { type: 'jp_bank_transfer' }, currency: 'jpy', funding_type: 'bank_transfer' },
    ],
    ['POST /v1/customers', 'description=&address[line2]=', { description: '', address: { line2: '' } }],
    [
      'POST /v1/coupons',
      'currency_options[eur][amount_off]=5&applies_to[products][1]=b&applies_to[products][0]=a',
      { currency_options: { eur: { amount_off: 5 } }, applies_to: { products: ['a', 'b'] } },
    ],
  ])('%s %s', (id, form, params) => {
    expect(read(id, form).params).toEqual(params);
  });

  it('keeps expand apart, on routes that do not declare it too', () => {
    expect(read('GET /v1/balance', 'expand[]=a&expand[]=b.c')).toMatchObject({
      params: {},
      expand: ['a', 'b.c'],
    });
    expect(read('POST /v1/coupons', 'expand[0]=applies_to').params).toEqual({});
  });

  it('collects what may be an id, and nothing of what is for people', () => {
    const form =
      'amount=1&currency=usd&customer=cus_1&payment_method=pm_1&description=cus_2&metadata[c]=cus_3' +
      '&shipping[name]=cus_4&shipping[address][line1]=cus_5&transfer_data[destination]=acct_1&receipt_email=cus_6';
    expect(read('POST /v1/payment_intents', form).references).toEqual(['cus_1', 'pm_1', 'acct_1']);
  });
});

describe('what is refused', () => {
  const intent = 'POST /v1/payment_intents';
  const confirm = 'POST /v1/payment_intents/{intent}/confirm';
  const refusals: [RouteId, string, string, string | undefined, string | undefined][] = [
    [intent, 'currency=usd', 'Missing required param: amount.', 'amount', 'parameter_missing'],
    [
      intent,
      'amount=1&currency=usd&shipping[name]=a',
      'Missing required param: shipping[address].',
      'shipping[address]',
      'parameter_missing',
    ],
    [intent, 'amount=abc', 'Invalid integer: abc', 'amount', 'parameter_invalid_integer'],
    [intent, 'amount=1.5&currency=usd', 'Invalid integer: 1.5', 'amount', 'parameter_invalid_integer'],
    [
      intent,
      'amount=99999999999999999&currency=usd',
      'Invalid integer: 99999999999999999',
      'amount',
      'parameter_invalid_integer',
    ],
    [
      intent,
      'amount=1&currency=',
      "You passed an empty string for 'currency'. We assume empty values are an attempt to unset a parameter; however 'currency' cannot be unset. You should remove 'currency' from your request or supply a non-empty value.",
      'currency',
      'parameter_invalid_empty',
    ],
    [
      intent,
      'amount=1&currency=usd&customer=',
      expect.stringContaining("empty string for 'customer'") as string,
      'customer',
      'parameter_invalid_empty',
    ],
    [
      intent,
      'amount=&currency=usd',
      expect.stringContaining("empty string for 'amount'") as string,
      'amount',
      'parameter_invalid_empty',
    ],
    [intent, 'amount=x&nonsense=1', 'Received unknown parameter: nonsense', 'nonsense', 'parameter_unknown'],
    [
      intent,
      'amout=1&currency=usd',
      'Received unknown parameter: amout. Did you mean amount?',
      'amout',
      'parameter_unknown',
    ],
    [
      intent,
      'amount=1&currency=usd&shipping[adress][city]=a',
      'Received unknown parameter: shipping[adress]. Did you mean shipping[address]?',
      'shipping[adress]',
      'parameter_unknown',
    ],
    [intent, 'foo=1&bar[x]=2&amount=1', 'Received unknown parameters: foo, bar', 'foo', 'parameter_unknown'],
    [
      intent,
      'amount=1&currency=usd&capture_method=later',
      'Invalid capture_method: must be one of automatic, automatic_async, or manual',
      'capture_method',
      undefined,
    ],
    [
      confirm,
      'payment_method_options[card][setup_future_usage]=x',
      expect.stringMatching(
        /^Invalid payment_method_options\[card\]\[setup_future_usage\]: must be one of none, off_session, or on_session$/,
      ) as string,
      'payment_method_options[card][setup_future_usage]',
      undefined,
    ],
    [intent, 'amount=1&currency=usd&confirm=yes', 'Invalid boolean: yes', 'confirm', undefined],
    [intent, 'amount=1&currency=usd&shipping=x', 'Invalid object', 'shipping', undefined],
    [
      intent,
      'amount=1&currency=usd&payment_method_types=card',
      'Invalid array',
      'payment_method_types',
      undefined,
    ],
    [
      intent,
      'amount=1&currency=usd&payment_method_types[a]=card',
      'Invalid array',
      'payment_method_types',
      undefined,
    ],
    [
      intent,
      'amount=1&currency=usd&description[]=a&description[]=b',
      'Invalid string: {"0":"a","1":"b"}',
      'description',
      undefined,
    ],
    [intent, 'amount=1&currency=usd&description=a%00b', 'Invalid string', 'description', undefined],
    [intent, 'amount[a]=1&currency=usd', 'Invalid integer: {"a":"1"}', 'amount', 'parameter_invalid_integer'],
    [
      intent,
      `amount=1&currency=usd&statement_descriptor=${'a'.repeat(6000)}`,
      expect.stringMatching(/^Invalid string: a{50}\.\.\.a{20}; must be at most \d+ characters$/) as string,
      'statement_descriptor',
      undefined,
    ],
    ['POST /v1/coupons', 'percent_off=ten', 'Invalid decimal: ten', 'percent_off', undefined],
    [
      'GET /v1/customers',
      'created[gte]=now',
      'Invalid integer: now',
      'created[gte]',
      'parameter_invalid_integer',
    ],
    [
      'POST /v1/subscriptions',
      'trial_end=soon',
      'Invalid integer: soon',
      'trial_end',
      'parameter_invalid_integer',
    ],
    ['GET /v1/customers', 'created=now', 'Invalid integer: now', 'created', 'parameter_invalid_integer'],
    [confirm, 'off_session=maybe', 'Invalid boolean: maybe', 'off_session', undefined],
    [
      'POST /v1/customers',
      `metadata[${'k'.repeat(41)}]=1`,
      expect.stringContaining(
        'Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters.',
      ) as string,
      'metadata',
      undefined,
    ],
    [
      'POST /v1/customers',
      `metadata[k]=${'v'.repeat(501)}`,
      expect.stringContaining(
        'Metadata values can have up to 500 characters, but you passed in a value that is 501 characters.',
      ) as string,
      'metadata[k]',
      undefined,
    ],
    [
      'POST /v1/customers',
      Array.from({ length: 51 }, (_, at) => `metadata[k${at}]=1`).join('&'),
      'Metadata can have up to 50 keys.',
      'metadata',
      undefined,
    ],
    ['POST /v1/customers', 'metadata[a][b]=1', 'Invalid string', 'metadata[a]', undefined],
    [
      'POST /v1/customers',
      'metadata[__proto__]=1',
      'Received unknown parameter: metadata[__proto__]',
      'metadata[__proto__]',
      'parameter_unknown',
    ],
    ['POST /v1/customers', 'metadata=a', 'Invalid object', 'metadata', undefined],
    ['GET /v1/balance', 'expand=a', 'Invalid array', 'expand', undefined],
  ];
  it.each(refusals.map((refused) => [`${refused[0]} ${refused[1].slice(0, 80)}`, refused] as const))(
    '%s',
    (_title, refused) => {
      const [id, form, message, param, code] = refused;
      const { status, body } = refusal(() => read(id, form));
      expect({ ...body, doc_url: undefined }).toEqual({
        type: 'invalid_request_error',
        message,
        param,
        ...(code === undefined ? {} : { code }),
        doc_url: undefined,
      });
      expect(status).toBe(400);
    },
  );
});

describe('JSON', () => {
  const id: RouteId = 'POST /v2/core/event_destinations/{id}';
  const readJson = (text: string) =>
    reader.read(route(id), decodeJson(text), { ...TEXT, is_json: true }).params;

  it('has leaves of its own types', () => {
    expect(readJson('{"name": "a", "enabled_events": ["b"], "metadata": {"k": null}}')).toEqual({
      name: 'a',
      enabled_events: ['b'],
      metadata: { k: null },
    });
  });

  it.each([
    '[]',
    '1',
    '{',
    '{"a": "\\u0000"}',
    '{"a": "\\ud800"}',
    `{"a": ${'['.repeat(30)}${']'.repeat(30)}}`,
  ])('refuses %s', (text) => {
    expect(refusal(() => decodeJson(text)).status).toBe(400);
  });

  it.each(['{"name": 1}', '{"enabled_events": "a"}', '{"other": 1}', '{"metadata": {"k": 1}}'])(
    'refuses %s',
    (text) => {
      expect(refusal(() => readJson(text)).body.param).toBeDefined();
    },
  );
});

const BUILT = Object.values(builtRoutes).flat();
/** Enough for every day; `FUZZ_RUNS` asks for more. */
const RUN_COUNT = Number(process.env['FUZZ_RUNS'] ?? 20);

describe.each(BUILT)('%s', (id) => {
  const schema = route(id).params;

  it('reads what is valid as what it is', () => {
    fc.assert(
      fc.property(samples(schema), ({ input, output }) => {
        const { params, expand } = read(id, encode(input, '').join('&'));
        const { expand: paths, ...expected } = (sent(output) ?? {}) as JsonObject;
        expect(params).toEqual(expected);
        expect(expand).toEqual(paths ?? []);
      }),
      { numRuns: RUN_COUNT },
    );
  });

  it('refuses what is broken, and says where', () => {
    fc.assert(
      fc.property(samples(schema), ({ input, broken }) => {
        const fields = broken ?? { ...(input as FormFields), zzz_unknown: '1' };
        const { status, body } = refusal(() => read(id, encode(fields, '').join('&')));
        expect({ status, type: body.type, param: typeof body.param }).toEqual({
          status: 400,
          type: 'invalid_request_error',
          param: 'string',
        });
      }),
      { numRuns: RUN_COUNT },
    );
  });

  it('never fails otherwise, whatever is sent', () => {
    const names = [...schema.fields.keys(), '0', '', 'data', '__proto__', 'constructor'];
    const name = fc.constantFrom(...names);
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('', '1', 'true', 'now', '-5'),
    );
    const pair = fc.tuple(name, fc.array(name, { maxLength: 3 }), value);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
        const form = pairs.map(([first, rest, text]) => {
          return `${first}${rest.map((segment) => `[${segment}]`).join('')}=${encodeURIComponent(text.toWellFormed())}`;
        });
        try {
          read(id, form.join('&'));
        } catch (error) {
          expect(error).toBeInstanceOf(StripeError);
          expect((error as StripeError).status).toBe(400);
        }
      }),
      { numRuns: RUN_COUNT },
    );
  });
});
