import type { JsonObject } from '@pinstripe/kernel';
import { ok, world } from '../../test/gateway-world.ts';

const URL = '/v2/core/event_destinations';
const VERSION = { 'stripe-version': '2025-02-24.acacia' };
const HEADERS = { ...VERSION, 'content-type': 'application/json' };
const DESTINATION = {
  name: 'mine',
  type: 'webhook_endpoint',
  event_payload: 'thin',
  enabled_events: ['v1.billing.meter.no_meter_found'],
  webhook_endpoint: { url: 'https://example.com' },
};

const post = (params: object, headers = {}) =>
  world().send('POST', URL, JSON.stringify(params), { ...HEADERS, ...headers });

describe('requests of v2', () => {
  it('are JSON', async () => {
    const { webhooks, send } = world();
    const params = { ...DESTINATION, metadata: { kept: 'yes', gone: null } };
    const answer = await send('POST', URL, JSON.stringify(params), { ...HEADERS, 'idempotency-key': 'one' });
    expect(answer.status).toBe(200);
    expect(webhooks.calls[0]).toMatchObject({
      operation: `POST ${URL}`,
      params,
      context: { idempotency_key: 'one', idempotency_scope: `POST ${URL}` },
    });
  });

  it('repeat the name of a list in their queries', async () => {
    const { webhooks, send } = world();
    webhooks.respond = () => ok({ data: [], next_page_url: null, previous_page_url: null });
    const paramsOf = async (query: string) => {
      const { status } = await send('GET', `${URL}?${query}`, '', VERSION);
      return [status, webhooks.calls.at(-1)!.params];
    };
    const included = { include: ['webhook_endpoint.url'] };
    expect(await paramsOf('include=webhook_endpoint.url&limit=2')).toEqual([200, { ...included, limit: 2 }]);
    expect(await paramsOf('include[0]=webhook_endpoint.url')).toEqual([200, included]);
    expect(await paramsOf('include=webhook_endpoint.url&include=webhook_endpoint.url')).toEqual([
      200,
      { include: ['webhook_endpoint.url', 'webhook_endpoint.url'] },
    ]);
  });

  it('get a key when they may do something and bring none', async () => {
    const { webhooks, send } = world();
    for (const method of ['POST', 'DELETE']) {
      const { headers } = await send(method, `${URL}/ed_1`, '', HEADERS);
      const { idempotency_key } = webhooks.calls.at(-1)!.context;
      expect(idempotency_key).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
      expect(headers['idempotency-key']).toBe(idempotency_key);
    }
    await send('DELETE', `${URL}/ed_1`, '', { ...HEADERS, 'idempotency-key': 'mine' });
    expect(webhooks.calls.at(-1)!.context.idempotency_key).toBe('mine');
    await send('GET', `${URL}/ed_1`, '', { ...HEADERS, 'idempotency-key': 'mine' });
    expect(webhooks.calls.at(-1)!.context.idempotency_key).toBeNull();
  });

  it('name a version', async () => {
    const { send } = world();
    const { status, json } = await send('GET', URL, '', {});
    expect(status).toBe(400);
    expect((json['error'] as JsonObject)['message']).toContain('Stripe-Version');
  });

  it('take secret keys only', async () => {
    const { send } = world();
    for (const key of ['rk_test_abcdefghijkl', 'pk_test_abcdefghijkl']) {
      const answer = await send('GET', URL, '', { ...VERSION, authorization: `Bearer ${key}` });
      expect(answer).toMatchObject({ status: 403, json: { error: { code: 'secret_key_required' } } });
    }
  });

  it('act in their context', async () => {
    const { webhooks, send } = world();
    await send('GET', URL, '', VERSION);
    const { account } = webhooks.calls[0]!.context;
    expect(await send('GET', URL, '', { ...VERSION, 'stripe-context': account })).toMatchObject({
      status: 200,
    });
    const other = await send('GET', URL, '', { ...VERSION, 'stripe-context': 'acct_other' });
    expect(other).toMatchObject({ status: 403, json: { error: { code: 'account_invalid' } } });
  });
});

describe('errors of v2', () => {
  const { webhook_endpoint: _, ...without_endpoint } = DESTINATION;

  it.each<[string, object, string, string]>([
    ['unknown', { ...DESTINATION, names: 'x' }, 'names', 'Received unknown parameter: names'],
    ['missing', { ...DESTINATION, name: undefined }, 'name', 'Missing required param: name.'],
    [
      'missing within',
      { ...DESTINATION, webhook_endpoint: {} },
      'webhook_endpoint.url',
      'Missing required param: webhook_endpoint.url.',
    ],
    ['of another type', { ...DESTINATION, name: 5 }, 'name', 'Invalid string: 5'],
    ['no object', { ...without_endpoint, webhook_endpoint: 'x' }, 'webhook_endpoint', 'Invalid object'],
    ['in a list', { ...DESTINATION, events_from: ['self', 'x'] }, 'events_from[1]', 'Invalid events_from[1]'],
    ['of v1', { ...DESTINATION, expand: ['data'] }, 'expand', 'Received unknown parameter: expand'],
    ['null', { ...DESTINATION, description: null }, 'description', 'Invalid string: null'],
  ])('name a field that is %s by its path', async (_kind, params, param, message) => {
    const { status, json } = await post(params);
    expect(status).toBe(400);
    expect(json).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'invalid_fields',
        param,
        message: expect.stringContaining(message),
      },
    });
  });

  it.each([
    ['{', 'application/json'],
    ['[]', 'application/json'],
    ['name=mine', 'application/x-www-form-urlencoded'],
  ])('refuse the body %s as %s', async (body, content_type) => {
    const { send } = world();
    const answer = await send('POST', URL, body, { ...VERSION, 'content-type': content_type });
    expect(answer).toMatchObject({
      status: 400,
      json: {
        error: { type: 'invalid_request_error', message: expect.stringContaining('application/json') },
      },
    });
  });

  it.each([
    [404, { type: 'invalid_request_error', code: 'resource_missing', param: 'id' }, 'not_found'],
    [409, { type: 'idempotency_error' }, 'idempotency_error'],
    [409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }, 'idempotency_key_in_use'],
  ])('are %d of a service’s %j', async (status, error, code) => {
    const { webhooks, send } = world();
    const body = JSON.stringify({ error: { ...error, message: 'no', doc_url: 'x' } });
    webhooks.respond = () => ({ kind: 'answer', status, body, original_request: null, should_retry: null });
    const answer = await send('GET', `${URL}/ed_1`, '', VERSION);
    expect(answer).toMatchObject({ status, json: { error: { type: error.type, code, message: 'no' } } });
    expect(answer.json['error']).not.toHaveProperty('doc_url');
  });
});
