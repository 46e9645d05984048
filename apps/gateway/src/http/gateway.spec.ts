import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { StripeError } from '@pinstripe/kernel';
import { ok, world } from '../../test/gateway-world.ts';
import { sandboxCaller } from '../keys/keys.ts';
import type { ApiRequest, RequestLog } from './exchange.ts';

describe('forwarding', () => {
  it('hands the owner of the route coerced parameters and the context', async () => {
    const { payments, send } = world();
    payments.respond = () => ok({ object: 'payment_intent', amount: 2000, id: 'pi_1' });
    const answer = await send(
      'POST',
      '/v1/payment_intents',
      'amount=2000&currency=usd&confirm=true&metadata[order]=6735&payment_method_types[]=card',
      { 'idempotency-key': 'key-1', 'stripe-version': '2019-03-14' },
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('{\n  "id": "pi_1",\n  "object": "payment_intent",\n  "amount": 2000\n}\n');
    const [call] = payments.calls;
    expect(call).toMatchObject({
      operation: 'POST /v1/payment_intents',
      ids: [],
      params: {
        amount: 2000,
        currency: 'usd',
        confirm: true,
        metadata: { order: '6735' },
        payment_method_types: ['card'],
      },
      objects: {},
      context: {
        account: expect.stringMatching(/^acct_[0-9A-Za-z]{16}$/),
        livemode: false,
        version: '2025-02-24.acacia',
        request_id: answer.headers['request-id'],
        idempotency_key: 'key-1',
        key_type: 'secret',
        client_ip: '127.0.0.1',
      },
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'request-id': expect.stringMatching(/^req_[0-9A-Za-z]{14}$/),
      'stripe-version': '2025-02-24.acacia',
      'idempotency-key': 'key-1',
      'original-request': answer.headers['request-id'],
    });
    expect(answer.headers['idempotent-replayed']).toBeUndefined();
  });

  it.each([
    [{ host: '127.0.0.1:4001' }, 'http://127.0.0.1:4001'],
    [{ host: 'pay.example.com', 'x-forwarded-proto': 'https' }, 'https://pay.example.com'],
    [{ host: 'gateway', 'x-forwarded-host': 'pay.example.com' }, 'http://pay.example.com'],
    [{ host: '[::1]:4001' }, 'http://[::1]:4001'],
    [{ host: 'evil.example/?' }, null],
    [{ host: '127.0.0.1', 'x-forwarded-host': 'a b' }, null],
    [{}, null],
  ])('tells the owner how a client with %j names the platform', async (headers, base_url) => {
    const { payments, send } = world();
    payments.respond = () => ok({ object: 'payment_intent' });
    await send('GET', '/v1/payment_intents/pi_1', '', headers);
    expect(payments.calls[0]!.context.base_url).toBe(base_url);
  });

  it('fingerprints the parameters, not the order they came in, nor what is expanded', async () => {
    const { payments, send } = world();
    const create = async (body: string) => {
      await send('POST', '/v1/payment_intents', body, { 'idempotency-key': 'key-1' });
      return payments.calls.at(-1)!.context.fingerprint;
    };
    const fingerprint = await create('amount=1&currency=usd&metadata[a]=1&metadata[b]=2');
    expect(await create('metadata[b]=2&metadata[a]=1&currency=usd&amount=1&expand[]=customer')).toBe(
      fingerprint,
    );
    expect(await create('metadata[b]=1&metadata[a]=1&currency=usd&amount=1')).not.toBe(fingerprint);
    expect(await create('amount=11&currency=usd&metadata[a]=1&metadata[b]=2')).not.toBe(fingerprint);
  });

  it('passes replays, retries and errors on', async () => {
    const { payments, send } = world();
    const error = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
    payments.respond = () => ({
      kind: 'answer',
      status: 402,
      body: JSON.stringify({ error }),
      original_request: 'req_first',
      should_retry: false,
    });
    const answer = await send('POST', '/v1/payment_intents/pi_1/confirm', '', { 'idempotency-key': 'key-1' });
    expect(answer.status).toBe(402);
    expect(answer.json).toEqual({ error });
    expect(payments.calls[0]!.ids).toEqual(['pi_1']);
    expect(answer.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': 'req_first',
      'stripe-should-retry': 'false',
    });
  });

  it('ignores the idempotency key of a GET', async () => {
    const { payments, send } = world();
    const answer = await send('GET', '/v1/balance', '', { 'idempotency-key': 'key-1' });
    expect(payments.calls[0]!.context).toMatchObject({ idempotency_key: null, fingerprint: '' });
    expect(answer.headers['idempotency-key']).toBeUndefined();
  });

  it('answers an unexpected error as an internal one, without what it says', async () => {
    const { payments, send } = world();
    payments.respond = () => {
      throw new Error('secret detail');
    };
    const answer = await send('GET', '/v1/balance');
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ error: { type: 'api_error' } });
    expect(answer.body).not.toContain('secret');
  });

  it('tells the request log about every request', async () => {
    const lines: object[] = [];
    const { send } = world({ onRequest: (line) => lines.push(line) });
    await send('GET', '/v1/balance');
    await send('GET', '/v1/nothing');
    expect(lines).toMatchObject([
      { method: 'GET', path: '/v1/balance', operation: 'GET /v1/balance', status: 200, error: null },
      {
        method: 'GET',
        path: '/v1/nothing',
        operation: null,
        status: 404,
        error: { type: 'invalid_request_error' },
      },
    ]);
  });
});

describe('refusals', () => {
  it.each<[string, string, string, ApiRequest['headers'], number, object]>([
    [
      'no key',
      'GET',
      '/v1/balance',
      { authorization: undefined },
      401,
      { message: expect.stringContaining('did not provide an API key') },
    ],
    [
      'an unknown key',
      'GET',
      '/v1/balance',
      { authorization: 'Bearer sk_test_short' },
      401,
      { message: 'Invalid API Key provided: sk_test_*****' },
    ],
    [
      'a live key',
      'GET',
      '/v1/balance',
      { authorization: 'Bearer sk_live_abcdefghijkl' },
      401,
      { message: 'Invalid API Key provided: sk_live_********ijkl' },
    ],
    [
      'a publishable key',
      'GET',
      '/v1/balance',
      { authorization: 'Bearer pk_test_abcdefghijkl' },
      403,
      { code: 'secret_key_required' },
    ],
    [
      'another account',
      'GET',
      '/v1/balance',
      { 'stripe-account': 'acct_other' },
      403,
      { code: 'account_invalid', message: expect.stringContaining("'sk_test_******ghijkl'") },
    ],
    [
      'an unknown version',
      'GET',
      '/v1/balance',
      { 'stripe-version': '2020-01-01' },
      400,
      {
        message:
          'Invalid Stripe API version: 2020-01-01. Pinstripe speaks 2025-02-24.acacia and takes the versions before it.',
      },
    ],
    [
      'a long idempotency key',
      'POST',
      '/v1/refunds',
      { 'idempotency-key': 'k'.repeat(256) },
      400,
      { type: 'idempotency_error' },
    ],
    [
      'an unknown URL',
      'GET',
      '/v1/balances',
      {},
      404,
      { message: expect.stringContaining('Unrecognized request URL (GET: /v1/balances). Please') },
    ],
    [
      'a trailing slash',
      'GET',
      '/v1/customers/',
      {},
      404,
      { message: expect.stringContaining('remove the trailing slash') },
    ],
    [
      'another method',
      'DELETE',
      '/v1/balance',
      {},
      404,
      { message: expect.stringContaining('Unrecognized request URL (DELETE: /v1/balance)') },
    ],
    ['an id with a null character', 'GET', '/v1/customers/cus_%00', {}, 404, {}],
    [
      'a route that is not built',
      'GET',
      '/v1/issuing/cards',
      {},
      501,
      { message: expect.stringContaining('does not support this route yet (GET: /v1/issuing/cards)') },
    ],
    [
      'JSON on v1',
      'POST',
      '/v1/refunds',
      { 'content-type': 'application/json' },
      400,
      { message: expect.stringContaining('application/x-www-form-urlencoded') },
    ],
    [
      'malformed escapes',
      'GET',
      '/v1/customers?email=%zz',
      {},
      400,
      { message: expect.stringContaining('Invalid request') },
    ],
    [
      'an unknown parameter',
      'GET',
      '/v1/customers?emial=a',
      {},
      400,
      {
        code: 'parameter_unknown',
        param: 'emial',
        message: 'Received unknown parameter: emial. Did you mean email?',
      },
    ],
    [
      'a path that cannot be expanded',
      'GET',
      '/v1/customers?expand[]=default_source',
      {},
      400,
      {
        message:
          "This property cannot be expanded (default_source). You may want to try expanding 'data.default_source' instead.",
      },
    ],
  ])('%s', async (_what, method, url, headers, status, error) => {
    const { send, payments, billing } = world();
    const answer = await send(method, url, method === 'POST' ? '{}' : '', headers);
    expect(answer.json).toMatchObject({ error: { type: 'invalid_request_error', ...error } });
    expect(answer.status).toBe(status);
    expect([...payments.calls, ...billing.calls]).toEqual([]);
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer realm="Stripe"' : undefined);
  });

  it('too many requests of one account', async () => {
    const { send } = world({ rate_limit: 1, clock: { millis: () => 0 } });
    await send('GET', '/v1/balance');
    await send('GET', '/v1/balance');
    const answer = await send('GET', '/v1/balance');
    expect(answer.status).toBe(429);
    expect(answer.json).toMatchObject({ error: { code: 'rate_limit' } });
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'stripe-should-retry': 'true' });
    expect(
      (await send('GET', '/v1/balance', '', { authorization: 'Bearer sk_test_somebodyelse' })).status,
    ).toBe(200);
  });

  it('what is not there, and is told in the log to whoever has a good key', async () => {
    const logged: RequestLog[] = [];
    const { send } = world({ onRequest: (log) => void logged.push(log) });
    const { account } = sandboxCaller('sk_test_abcdefghijkl')!;
    await send('GET', '/v1/nothing');
    await send('GET', '/v1/balance', '', { 'stripe-version': '2026-08-26.dahlia' });
    await send('GET', '/v1/nothing', '', { authorization: 'Bearer nobody' });
    expect(logged.map((log) => [log.status, log.account])).toEqual([
      [404, account],
      [400, account],
      [404, null],
    ]);
  });

  it('too many of pages, which bring no key, without taking anything of the account', async () => {
    const logged: RequestLog[] = [];
    const { account } = sandboxCaller('sk_test_abcdefghijkl')!;
    const { send, payments } = world({
      rate_limit: 1,
      clock: { millis: () => 0 },
      onRequest: (log) => void logged.push(log),
    });
    const complete = `/pinstripe/pages/${account}/payer_actions/pact_1/complete`;
    const form = 'client_secret=pi_1_secret_2&outcome=succeeded';
    const headers = { authorization: undefined, 'idempotency-key': 'key-1' };
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await send('POST', complete, form, headers)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(payments.calls[0]!.context).toMatchObject({ account, idempotency_key: null });
    expect(logged.map((log) => log.caller)).toEqual([null, null, null]);
    expect((await send('GET', '/v1/balance')).status).toBe(200);
  });

  it('what an unreachable service leaves unknown, as far as asking again does nothing twice', async () => {
    const { send, payments } = world();
    payments.respond = () => {
      throw new StripeError(503, { type: 'api_error', message: 'The service is down.' }, true);
    };
    const advice = async (method: string, path: string, headers = {}) => {
      const answer = await send(method, path, '', headers);
      expect(answer.status).toBe(503);
      return answer.headers['stripe-should-retry'];
    };
    const confirm = '/v1/payment_intents/pi_1/confirm';
    expect(await advice('GET', '/v1/balance')).toBe('true');
    expect(await advice('POST', confirm, { 'idempotency-key': 'key-1' })).toBe('true');
    expect(await advice('POST', confirm)).toBe('false');
  });
});

describe('keys', () => {
  it.each([
    'Bearer sk_test_abcdefghijkl',
    `Basic ${btoa('sk_test_abcdefghijkl:')}`,
    'bearer rk_test_abcdefghijkl',
  ])('%s', async (authorization) => {
    const { send, payments } = world();
    await send('GET', '/v1/balance');
    await send('GET', '/v1/balance', '', { authorization });
    expect(payments.calls[1]!.context.account).toBe(payments.calls[0]!.context.account);
  });

  it('lets a publishable key see an intent with its secret, and no more', async () => {
    const { send, payments } = world();
    const authorization = 'Bearer pk_test_abcdefghijkl';
    const see = (url: string) => send('GET', url, '', { authorization });
    expect((await see('/v1/payment_intents/pi_1')).json).toMatchObject({ error: { param: 'client_secret' } });
    expect((await see('/v1/payment_intents/pi_1?client_secret=s&expand[]=customer')).status).toBe(400);
    expect((await see('/v1/payment_intents/pi_1?client_secret=s')).status).toBe(200);
    await send('POST', '/v1/payment_intents/pi_1/confirm', 'client_secret=s', { authorization });
    expect(payments.calls).toMatchObject([
      { context: { key_type: 'publishable' }, params: { client_secret: 's' } },
      { context: { key_type: 'publishable' }, params: { client_secret: 's' } },
    ]);
  });
});

describe('an upgrade', () => {
  it('that nobody can take over is refused, and the connection closed, however it ends', async () => {
    const { gateway } = world({ transports: {} });
    let answer = '';
    const socket = new Duplex({
      read: () => undefined,
      write: (part: Buffer, _encoding, done) => {
        answer += part.toString();
        done();
      },
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    gateway.upgrade({ url: '/v1/stripecli/socket' } as IncomingMessage, socket, Buffer.alloc(0));
    socket.emit('error', new Error('write ECONNRESET'));
    await closed;
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
  });
});
