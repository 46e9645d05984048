import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemClock } from '@pinstripe/kernel';
import type { Call } from '@pinstripe/service';
import Stripe from 'stripe';
import { createGateway, type RunningGateway } from '../gateway.module.ts';

const KEY = 'sk_test_abcdefghijkl';
const calls: Call[] = [];
const upgraded: Duplex[] = [];
let gateway: RunningGateway;

beforeAll(async () => {
  const payments = {
    call: (call: Call) => {
      calls.push(call);
      const body = JSON.stringify({
        id: 'pi_1',
        object: 'payment_intent',
        description: '€ ',
        ...call.params,
      });
      return Promise.resolve({
        kind: 'answer' as const,
        status: 200,
        body,
        original_request: null,
        should_retry: null,
      });
    },
    objects: () => Promise.resolve({}),
    upgrade: () => undefined,
  };
  const accept = (_request: unknown, socket: Duplex) => {
    upgraded.push(socket);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  };
  gateway = await createGateway({
    transports: { payments, webhooks: { ...payments, upgrade: accept } },
    mode: 'sandbox',
    clock: systemClock,
    rate_limit: null,
    host: '127.0.0.1',
    port: 0,
    topics: { brokers: ['127.0.0.1:12112'], namespace: 'pinstripe' },
  });
});

afterAll(() => gateway.close());

interface Reply {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** Sends text as it is, which `fetch` would put in order first. */
function send(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const sent = request({
      hostname,
      port,
      method,
      path,
      headers: { authorization: `Bearer ${KEY}`, ...headers },
    });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    });
    sent.end(body);
  });
}

function errorOf({ body }: Reply): unknown {
  return (JSON.parse(body) as { error: unknown }).error;
}

it('answers the official SDK', async () => {
  const { hostname, port } = new URL(gateway.url);
  const stripe = new Stripe(KEY, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    automatic_payment_methods: { enabled: true },
    metadata: { 'a b': '&=%€' },
    payment_method_types: ['card', 'sepa_debit'],
  });
  expect(intent).toMatchObject({ id: 'pi_1', amount: 2000, metadata: { 'a b': '&=%€' } });
  expect(intent.lastResponse).toMatchObject({ apiVersion: '2025-02-24.acacia', statusCode: 200 });
  expect(calls.at(-1)!.params).toEqual({
    amount: 2000,
    currency: 'usd',
    automatic_payment_methods: { enabled: true },
    metadata: { 'a b': '&=%€' },
    payment_method_types: ['card', 'sepa_debit'],
  });
  await expect(stripe.paymentIntents.retrieve('pi_1', { expand: ['nothing'] })).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
    statusCode: 400,
  });
  const stranger = new Stripe('sk_live_abcdefghijkl', { host: hostname, port, protocol: 'http' });
  await expect(stranger.balance.retrieve()).rejects.toMatchObject({ type: 'StripeAuthenticationError' });
});

it('has the content type of the API, and reads back as it was sent', async () => {
  const reply = await send('GET', '/v1/payment_intents/pi_%C3%BC');
  expect(reply.headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-cache, no-store',
  });
  expect(reply.body).toBe('{\n  "id": "pi_1",\n  "object": "payment_intent",\n  "description": "€ "\n}\n');
  expect(calls.at(-1)!.ids).toEqual(['pi_ü']);
});

it.each([
  [
    'a body that is too large',
    'POST',
    '/v1/payment_intents',
    'a='.padEnd(1024 * 1024 + 1, 'x'),
    413,
    /too large/,
  ],
  ['a malformed URL', 'GET', '/v1/payment_intents/%zz', '', 404, /Unrecognized request URL/],
  ['no path', 'GET', '/', '', 404, /Unrecognized request URL \(GET: \/\)/],
  ['another method', 'PUT', '/v1/payment_intents', 'amount=1', 404, /Unrecognized request URL \(PUT/],
])('refuses %s in the form of the API', async (_what, method, path, body, status, message) => {
  const reply = await send(method, path, body);
  expect(errorOf(reply)).toMatchObject({
    type: 'invalid_request_error',
    message: expect.stringMatching(message),
  });
  expect(reply.status).toBe(status);
  expect(reply.headers['request-id']).toMatch(/^req_/);
});

it('tells browsers what they may send', async () => {
  const reply = await send('OPTIONS', '/v1/tokens');
  expect(reply.status).toBe(204);
  expect(reply.headers['access-control-allow-origin']).toBe('*');
});

it.each(['/health', '/ready', '/metrics'])('answers %s', async (path) => {
  expect((await send('GET', path)).status).toBe(200);
});

it('says what events there are, and where', async () => {
  const reply = await send('GET', '/asyncapi.json');
  expect(reply.headers['content-type']).toMatch('application/json');
  expect(JSON.parse(reply.body)).toMatchObject({
    asyncapi: '3.0.0',
    servers: { kafka: { host: '127.0.0.1:12112' } },
    channels: { 'billing.events': { address: 'pinstripe.billing.events' } },
  });
  expect((await send('GET', '/asyncapi.json')).body).toBe(reply.body);
});

describe('an upgrade', () => {
  const websocket = { connection: 'Upgrade', upgrade: 'websocket' };

  function upgrade(path: string): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(gateway.url);
      const asked = request({ hostname, port, path, headers: websocket });
      asked.on('upgrade', (_response, socket) => resolve(socket)).on('error', reject);
      asked.on('response', ({ statusCode }) => reject(new Error(String(statusCode)))).end();
    });
  }

  it('is handed to the service whose socket it is', async () => {
    await upgrade('/v1/stripecli/socket?websocket_feature=webhooks');
    expect(upgraded).toHaveLength(1);
  });

  it.each([
    ['/v1/payment_intents', websocket],
    [
      '/v1/payment_intents',
      { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' },
    ],
    ['/v1/stripecli/socket', { connection: 'Upgrade', upgrade: 'h2c' }],
  ])('of %s that nobody offers is none: %j', async (path, headers) => {
    const { status, body } = await send('GET', path, '', headers);
    expect(status).toBeLessThan(500);
    expect(JSON.parse(body)).toMatchObject({});
    expect(upgraded).toHaveLength(1);
  });

  it('ends with the gateway', async () => {
    const socket = await upgrade('/v1/stripecli/socket');
    const gone = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    await gateway.close();
    await gone;
  });
});
