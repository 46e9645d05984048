import { NESTED_ROUTES } from './additions.nested.ts';
import { contract, objectType, route, type RouteId, schema } from './contract.ts';
import type { Field, ObjectSchema, Schema } from './schema.ts';

function field(of: Schema | undefined, path: string): Field {
  let found: Field | undefined;
  let current = of;
  for (const name of path.split('.')) {
    found = current?.kind === 'object' ? current.fields.get(name) : undefined;
    if (found === undefined) throw new Error(`no field ${path}`);
    current = found.schema;
  }
  return found!;
}

describe('routes', () => {
  const all = [...contract().routes.values()];
  const routes = all.filter(({ sdk }) => sdk !== null);

  it('are those of the SDK: 522 of the API itself, 3 of other hosts, 2 of OAuth', () => {
    expect(routes.filter(({ host }) => host === null)).toHaveLength(522);
    const others = routes.filter(({ host }) => host !== null).map(({ id, host }) => `${id} at ${host}`);
    expect(others).toEqual([
      'POST /oauth/deauthorize at connect.stripe.com',
      'POST /oauth/token at connect.stripe.com',
      'POST /v1/files at files.stripe.com',
      'GET /v1/quotes/{quote}/pdf at files.stripe.com',
      'POST /v2/billing/meter_event_stream at meter-events.stripe.com',
    ]);
  });

  it('are also those that only the CLI calls, and other SDKs', () => {
    const added = all.filter(({ sdk, path }) => sdk === null && !path.startsWith('/pinstripe/'));
    expect(added.map(({ id }) => id)).toEqual([
      'POST /v1/events/{id}/retry',
      'POST /v1/stripecli/sessions',
      ...Object.keys(NESTED_ROUTES),
    ]);
  });

  it('at the path of an object take no parameter that names it', () => {
    const { params, path_params, result } = route('POST /v1/charges/{charge}/refund');
    expect(path_params).toEqual(['charge']);
    expect([...params.fields.keys()].sort()).toEqual(
      [...route('POST /v1/refunds').params.fields.keys()]
        .filter((name) => !/^(charge|currency|customer|origin|payment_intent)$/.test(name))
        .sort(),
    );
    expect(result).toMatchObject({ kind: 'resource', of: ['charge'] });
  });

  it('of the platform itself stand apart', () => {
    const own = all.filter(({ path }) => path.startsWith('/pinstripe/'));
    expect(own.length).toBeGreaterThan(0);
    for (const { id, sdk, method, path, path_params } of own) {
      expect([id, sdk]).toEqual([`${method} ${path}`, null]);
      expect(path_params.map((name) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  it.each([
    ['POST /v1/payment_intents/{intent}/confirm', 'paymentIntents.confirm', 'action', ['intent']],
    ['GET /v1/coupons', 'coupons.list', 'list', []],
    ['GET /v1/customers/search', 'customers.search', 'search', []],
    ['DELETE /v1/customers/{customer}', 'customers.del', 'delete', ['customer']],
    ['DELETE /v1/customers/{customer}/sources/{id}', 'customers.deleteSource', 'delete', ['customer', 'id']],
    ['GET /v1/account', 'accounts.retrieveCurrent', 'retrieve', []],
    [
      'POST /v1/test_helpers/issuing/cards/{card}/shipping/ship',
      'testHelpers.issuing.cards.shipCard',
      'action',
      ['card'],
    ],
    ['POST /v2/core/event_destinations', 'v2.core.eventDestinations.create', 'create', []],
  ] as const)('%s is %s', (id, sdk, kind, path_params) => {
    expect(route(id)).toMatchObject({ id, sdk, kind, path_params });
  });

  it.each<[RouteId, object | null]>([
    ['POST /v1/coupons', { kind: 'resource', of: ['coupon'], deleted: 'never' }],
    ['GET /v1/customers/{customer}', { kind: 'resource', of: ['customer'], deleted: 'maybe' }],
    ['DELETE /v1/coupons/{coupon}', { kind: 'resource', of: ['coupon'], deleted: 'always' }],
    ['GET /v1/coupons', { kind: 'list', form: 'list', items: { kind: 'resource', of: ['coupon'] } }],
    ['GET /v1/charges/search', { kind: 'list', form: 'search_result', items: { of: ['charge'] } }],
    ['GET /v2/core/events', { kind: 'list', form: 'v2_page', items: { of: ['v2.core.event'] } }],
    ['GET /v1/invoices/upcoming', { kind: 'resource', of: ['invoice'], without: ['id'] }],
    ['GET /v1/quotes/{quote}/pdf', null],
  ])('%s answers with %j', (id, result) => {
    if (result === null) expect(route(id).result).toBeNull();
    else expect(route(id).result).toMatchObject(result);
  });

  it('take an upload in one case only', () => {
    expect(routes.filter(({ upload }) => upload).map(({ id }) => id)).toEqual(['POST /v1/files']);
  });
});

describe('parameters', () => {
  it.each<[RouteId, string, object]>([
    ['POST /v1/payment_intents', 'amount', { required: true, schema: { kind: 'integer' } }],
    ['POST /v1/payment_intents', 'currency', { required: true, schema: { kind: 'string' } }],
    ['POST /v1/payment_intents', 'metadata', { schema: { kind: 'map', values: { kind: 'emptyable' } } }],
    ['POST /v1/payment_intents', 'expand', { schema: { kind: 'array', items: { kind: 'string' } } }],
    [
      'POST /v1/payment_intents',
      'off_session',
      { schema: { kind: 'union', of: [{ kind: 'boolean' }, { kind: 'enum' }] } },
    ],
    ['POST /v1/payment_intents', 'shipping.address', { required: true, schema: { kind: 'object' } }],
    ['POST /v1/payment_intents/{intent}', 'metadata', { schema: { kind: 'emptyable', of: { kind: 'map' } } }],
    [
      'POST /v1/payment_intents/{intent}',
      'shipping',
      { schema: { kind: 'emptyable', of: { kind: 'object' } } },
    ],
    ['POST /v1/coupons', 'percent_off', { required: false, schema: { kind: 'decimal' } }],
    ['POST /v1/coupons', 'duration', { schema: { kind: 'enum', values: ['forever', 'once', 'repeating'] } }],
    ['POST /v1/coupons', 'redeem_by', { schema: { kind: 'integer', timestamp: true } }],
    ['POST /v1/coupons', 'currency_options', { schema: { kind: 'map', values: { kind: 'object' } } }],
    ['POST /v1/customers', 'email', { schema: { kind: 'string', max_length: 512 } }],
    ['GET /v1/customers', 'limit', { required: false, schema: { kind: 'integer' } }],
    ['POST /v1/prices', 'tiers', { schema: { kind: 'array', items: { kind: 'object' } } }],
    ['POST /v1/files', 'file', { required: true, schema: { kind: 'file' } }],
    [
      'POST /v1/subscriptions',
      'trial_end',
      { schema: { of: [{ kind: 'literal', value: 'now' }, { timestamp: true }] } },
    ],
  ])('%s: %s', (id, path, expected) => {
    expect(field(route(id).params, path)).toMatchObject(expected);
  });

  it('filter by ranges of moments', () => {
    const { schema: created } = field(route('GET /v1/customers').params, 'created');
    expect(created).toMatchObject({ kind: 'union', of: [{ name: 'RangeQueryParam' }, { timestamp: true }] });
  });

  it('know the kinds of payment methods', () => {
    const { schema: type, required } = field(
      route('POST /v1/payment_intents').params,
      'payment_method_data.type',
    );
    expect(required).toBe(true);
    expect(type.kind === 'enum' && type.values).toEqual(
      expect.arrayContaining(['us_bank_account', 'link', 'klarna']),
    );
  });

  it('require what the SDK requires', () => {
    expect(route('POST /v1/payment_intents').params.required).toEqual(['amount', 'currency']);
    expect(route('POST /v1/customers').params.required).toEqual([]);
  });

  it('are more than the SDK declares, where additions say so', () => {
    expect(field(route('GET /v1/events').params, 'related_object')).toMatchObject({
      required: false,
      schema: { kind: 'string' },
    });
    expect((schema('EventListParams') as ObjectSchema).fields.has('related_object')).toBe(false);
    expect(field(route('POST /v1/setup_intents').params, 'payment_method_data.card').schema).toBe(
      field(route('POST /v1/payment_methods').params, 'card').schema,
    );
  });

  it('go by the names of the SDK', () => {
    expect(schema('CouponCreateParams')).toBe(route('POST /v1/coupons').params);
    for (const { id, params } of contract().routes.values())
      expect([id, params.name]).toEqual([id, expect.stringMatching(/Params$/)]);
  });

  it('know no field that only objects of plain JavaScript have', () => {
    expect(route('POST /v1/coupons').params.fields.get('constructor')).toBeUndefined();
  });
});

describe('object types', () => {
  it.each<[string, string, object]>([
    [
      'payment_intent',
      'customer',
      { nullable: true, schema: { kind: 'expandable', to: ['customer'], deleted: true } },
    ],
    ['payment_intent', 'latest_charge', { nullable: true, schema: { to: ['charge'], deleted: false } }],
    [
      'payment_intent',
      'transfer_data.destination',
      { nullable: false, schema: { kind: 'expandable', to: ['account'] } },
    ],
    [
      'payment_intent',
      'last_payment_error.payment_method',
      { required: false, schema: { kind: 'resource', of: ['payment_method'] } },
    ],
    ['charge', 'balance_transaction', { schema: { kind: 'expandable', to: ['balance_transaction'] } }],
    ['charge', 'payment_method', { nullable: true, schema: { kind: 'string' } }],
    ['charge', 'refunds', { only_expanded: true, schema: { kind: 'list', items: { of: ['refund'] } } }],
    ['charge', 'source', { schema: { kind: 'resource', of: ['account', 'bank_account', 'card', 'source'] } }],
    ['customer', 'default_source', { schema: { to: ['account', 'bank_account', 'card', 'source'] } }],
    ['customer', 'sources', { only_expanded: true, required: false, schema: { kind: 'list' } }],
    ['customer', 'tax', { only_expanded: true, schema: { kind: 'object' } }],
    ['customer', 'object', { required: true, schema: { kind: 'literal', value: 'customer' } }],
    ['invoice', 'lines', { only_expanded: false, required: true, schema: { kind: 'list' } }],
    [
      'invoice',
      'discounts',
      { schema: { kind: 'array', items: { kind: 'expandable', to: ['discount'], deleted: true } } },
    ],
    ['coupon', 'percent_off', { nullable: true, schema: { kind: 'decimal' } }],
    ['event', 'data.object', { schema: { kind: 'any' } }],
    ['v2.core.event', 'related_object.url', { required: true, schema: { kind: 'string' } }],
    ['event', 'created', { schema: { kind: 'integer', timestamp: true } }],
    ['issuing.card', 'cardholder', { schema: { kind: 'resource', of: ['issuing.cardholder'] } }],
  ])('%s: %s', (name, path, expected) => {
    expect(field(objectType(name)?.schema, path)).toMatchObject(expected);
  });

  it('have tombstones where deletion leaves one', () => {
    expect([...objectType('customer')!.deleted!.fields.keys()]).toEqual(['id', 'object', 'deleted']);
    expect(objectType('charge')!.deleted).toBeNull();
  });

  it('are not known by names that are none', () => {
    expect(objectType('toString')).toBeUndefined();
  });

  it('refer to types of object that are known', () => {
    const unknown = [...contract().schemas.values()]
      .flatMap((each) => (each.kind === 'expandable' ? each.to : each.kind === 'resource' ? each.of : []))
      .filter((name) => objectType(name) === undefined);
    expect(unknown).toEqual([]);
  });
});

describe('events', () => {
  it.each([
    ['customer.created', ['customer']],
    ['charge.dispute.created', ['dispute']],
    ['customer.discount.deleted', ['discount']],
    ['account.external_account.updated', ['bank_account', 'card']],
    ['payment_intent.succeeded', ['payment_intent']],
  ] as const)('%s is about %j', (type, objects) => {
    expect([...contract().event_types.get(type)!].sort()).toEqual(objects);
  });

  it('can all be enabled', () => {
    expect([...contract().enabled_events].sort()).toEqual(['*', ...contract().event_types.keys()].sort());
  });

  it('are thin in v2', () => {
    expect(Object.fromEntries(contract().thin_event_types)).toEqual({
      'v1.billing.meter.error_report_triggered': 'billing.meter',
      'v1.billing.meter.no_meter_found': null,
      'v2.core.event_destination.ping': 'v2.core.event_destination',
    });
  });
});
