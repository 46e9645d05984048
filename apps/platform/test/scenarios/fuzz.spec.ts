import { API_VERSION, builtRoutes, nonconformities, route, type RouteId } from '@pinstripe/contract';
import { type FormValue, encode, samples } from '@pinstripe/testing/samples';
import fc from 'fast-check';
import { startWorld, type World } from './world.ts';

/** Whatever is sent to a route that is built, the answer is what the SDK declares or one of the API's errors: never a 500. */
const KEY = 'sk_test_fuzzfuzzfuzzfuzz';
/** Enough for every day; `FUZZ_RUNS` asks for more. */
const RUN_COUNT = Number(process.env['FUZZ_RUNS'] ?? 8);

let world: World;
/** Objects that exist, by the names under which parameters and paths speak of them. */
let existing: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  const post = async (path: string, fields: FormValue) => {
    const { status, body } = await send('POST', path, fields);
    expect([path, status, body]).toMatchObject([path, 200, {}]);
    return body as { id: string };
  };
  const customer = await post('/v1/customers', { payment_method: 'pm_card_visa' });
  const payment = { amount: '2000', currency: 'usd', payment_method_types: ['card'] };
  const intent = await post('/v1/payment_intents', payment);
  const paid = await post('/v1/payment_intents', {
    ...payment,
    confirm: 'true',
    payment_method: 'pm_card_createDispute',
  });
  const disputes = await send('GET', '/v1/disputes', { payment_intent: paid.id });
  const [dispute] = (disputes.body as { data: { id: string }[] }).data;
  const charge = await post('/v1/charges', { amount: '2000', currency: 'usd', source: 'tok_visa' });
  const refund = await post('/v1/refunds', { charge: charge.id, amount: '500' });
  const setup = await post('/v1/setup_intents', { customer: customer.id, payment_method: 'pm_card_visa' });
  const coupon = await post('/v1/coupons', { percent_off: '10' });
  existing = {
    customer: customer.id,
    intent: intent.id,
    payment_intent: paid.id,
    charge: charge.id,
    coupon: coupon.id,
    dispute: dispute!.id,
    refund: refund.id,
    setup_intent: setup.id,
    payment_method: 'pm_card_visa',
    source: 'tok_visa',
    currency: 'usd',
  };
});
afterAll(() => world.close());

async function send(method: string, path: string, fields: FormValue, in_json = false) {
  const form = encode(fields, '').join('&');
  const query = method === 'POST' || form === '' ? '' : `?${form}`;
  const answer = await fetch(world.platform.url + path + query, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': in_json ? 'application/json' : 'application/x-www-form-urlencoded',
      'stripe-version': API_VERSION,
    },
    ...(method === 'POST' ? { body: in_json ? JSON.stringify(fields) : form } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Every other time, what exists instead of what does not. */
function plausible(input: FormValue, choice: number): FormValue {
  if (typeof input === 'string' || Array.isArray(input) || choice % 2 === 0) return input;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, existing[name] ?? value]));
}

/** What a name in a path stands for: both kinds of intents are called the same. */
const namedIn = (path: string, name: string) =>
  name === 'intent' && path.startsWith('/v1/setup_intents') ? 'setup_intent' : name;

const BUILT = Object.values(builtRoutes).flat();

it.each(BUILT)('%s', async (id: RouteId) => {
  const { api, method, path, params, result } = route(id);
  await fc.assert(
    fc.asyncProperty(samples(params), fc.nat(), async ({ input, broken }, choice) => {
      const fields = choice % 4 === 3 && broken !== null ? broken : plausible(input, choice);
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        choice % 3 === 0 ? 'none_such' : (existing[namedIn(path, name)] ?? 'none_such'),
      );
      const { status, body } = await send(method, filled, fields, api === 'v2');
      if (status === 200) expect(result === null ? [] : nonconformities(body, result)).toEqual([]);
      else expect(body).toMatchObject({ error: { type: expect.any(String), message: expect.any(String) } });
      expect([200, 400, 402, 404, 409, 501]).toContain(status);
    }),
    { numRuns: RUN_COUNT, endOnFailure: true },
  );
});
