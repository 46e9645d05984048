import fc from 'fast-check';
import { world } from '../../test/gateway-world.ts';

describe('whatever is sent', () => {
  const piece = fc.constantFrom(
    'amount',
    'expand',
    'customer',
    '[',
    ']',
    '[]',
    '=',
    '&',
    '%',
    '%41',
    '1',
    'cus_1',
    '.',
    'é',
    '"',
    '{',
    '}',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const path = fc.oneof(
    fc.constantFrom(
      '/v1/payment_intents',
      '/v1/customers/search',
      '/v1/coupons/%2525',
      '/v2/core/event_destinations',
    ),
    text.map((rest) => `/v1/customers/${rest}`),
  );
  const headers = fc.record(
    {
      authorization: fc.oneof(text, fc.constantFrom('Basic', 'Basic !', 'Bearer ', `Basic ${btoa(':')}`)),
      'content-type': fc.constantFrom(
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded; charset=utf-8',
      ),
      'stripe-version': text,
      'stripe-account': text,
      'idempotency-key': text,
    },
    { requiredKeys: [] },
  );

  it('is never an internal error', async () => {
    const { send } = world();
    const requests = fc.tuple(
      fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD', 'X'),
      path,
      text,
      text,
      headers,
    );
    await fc.assert(
      fc.asyncProperty(requests, async ([method, url, query, body, sent]) => {
        const { status, json } = await send(method, `${url}?${query}`, body, sent);
        expect([200, 400, 401, 403, 404, 501]).toContain(status);
        if (status !== 200) expect(json).toMatchObject({ error: { message: expect.any(String) } });
      }),
      { numRuns: 500 },
    );
  });
});
