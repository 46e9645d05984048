import { errors } from '@pinstripe/kernel';
import { world } from '../../test/gateway-world.ts';
import type { RequestLog } from '../http/exchange.ts';
import { clean, entryOf } from './request-log.ts';

const logged: RequestLog[] = [];
const { payments, send } = world({ onRequest: (log) => logged.push(log) });
beforeEach(() => void (logged.length = 0));

it('knows whose a request was, and what came of it', async () => {
  payments.respond = () => {
    throw errors.resourceMissing('payment_intent', 'pi_1', 'intent', 404);
  };
  await send('GET', '/v1/payment_intents/pi_1?client_secret=pi_1_secret_abcdefghijklmnopqrst');
  const [log] = logged;
  expect(log).toMatchObject({
    account: expect.stringMatching(/^acct_/),
    caller: log!.account,
    livemode: false,
  });
  const entry = entryOf(log!, 'self');
  expect(entry).toEqual({
    created_at: expect.any(Number),
    livemode: false,
    method: 'GET',
    request_id: expect.stringMatching(/^req_/),
    status: 404,
    url: '/v1/payment_intents/pi_1',
    error: {
      type: 'invalid_request_error',
      charge: '',
      code: 'resource_missing',
      decline_code: '',
      message: "No such payment_intent: 'pi_1'",
      param: 'intent',
    },
    side: 'self',
    source: 'API',
    ip_address: '127.0.0.1',
  });
});

it('is nobody’s without a good key', async () => {
  await send('GET', '/v1/payment_intents', '', { authorization: 'Bearer sk_live_abcdefghijkl' });
  expect(logged).toMatchObject([{ status: 401, account: null, caller: null }]);
});

it.each([
  ['amount=4242424242424242x&currency=usd', '4242424242424242'],
  ['amount=1&currency=usd&sk_test_abcdefghijklmnop=1', 'sk_test_abcdefghijklmnop'],
  ['amount=whsec_abcdefghijklmnop&currency=usd', 'whsec_abcdefghijklmnop'],
])('shows no secret that an error repeats: %s', async (body, secret) => {
  await send('POST', '/v1/payment_intents', body);
  expect(logged[0]).toMatchObject({ status: 400 });
  expect(clean(JSON.stringify(entryOf(logged[0]!, 'self')))).not.toContain(secret);
});

it.each([
  ['amount', '4242 4242 4242 4242 '],
  ['4242424242424242', '4242-4242-4242-4242 '],
  ['client_secret', 'pi_1_secret_YrKJUKribcBjcG8HVhfZluoGH '],
  ['key', 'Bearer abcdefghijklmnop '],
])('shows the beginning of what is long, wherever it is cut: %s=%s…', async (name, secret) => {
  for (let shift = 0; shift < 40; shift++) {
    const long = `${'-'.repeat(shift)}${secret.repeat(100)}`;
    await send(
      'POST',
      '/v1/payment_intents',
      new URLSearchParams({ currency: 'usd', [name + long]: '1' }).toString(),
    );
    const text = clean(JSON.stringify(entryOf(logged.at(-1)!, 'self')));
    expect(text.length).toBeLessThan(2000);
    expect(text).not.toMatch(/4242|YrKJ|abcd/);
  }
});

it('takes no longer to tell of a large request than of a small one', async () => {
  await send('POST', '/v1/payment_intents', `currency=usd&${'4'.repeat(1_000_000)}=1`);
  const began = performance.now();
  for (let count = 0; count < 100; count++) entryOf(logged[0]!, 'self');
  expect((performance.now() - began) / 100).toBeLessThan(10);
});
