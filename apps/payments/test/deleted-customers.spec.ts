import { DAY, type JsonObject } from '@pinstripe/kernel';
import { PaymentMethodsConsumer } from '../src/payment-methods/payment-methods.consumer.ts';
import { MoneyWorld } from './money-world.ts';
import { mandate_data, paying } from './paying.ts';

let world: MoneyWorld;
const { onPage } = paying(() => world);

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  world.customers = { cus_1: { id: 'cus_1', object: 'customer', address: null, email: null } };
});

async function deleteCustomer() {
  const event = { data: { object: { id: 'cus_1' } } } as never;
  await world.unit(() => world.service.app.get(PaymentMethodsConsumer).onCustomerDeleted(event));
  world.customers = { cus_1: { id: 'cus_1', object: 'customer', deleted: true } };
}

const attached = () =>
  world.service.runtime.database.query({
    text: 'select id from payment_methods where account = $1 and customer is not null',
    values: [world.account],
  });

const activeMandates = () =>
  world.service.runtime.database.query({
    text: "select id from mandates where account = $1 and status <> 'inactive'",
    values: [world.account],
  });

const billing_details = { email: 'jenny@example.com', name: 'Jenny Rosen' };
const ways = {
  card: { payment_method: 'pm_card_authenticationRequired' },
  cashapp: { payment_method_data: { type: 'cashapp' } },
  ideal: { payment_method_data: { type: 'ideal', ideal: {}, billing_details }, mandate_data },
};

const asked = (type: keyof typeof ways, currency?: string) => ({
  ...ways[type],
  confirm: true,
  customer: 'cus_1',
  payment_method_types: [type],
  return_url: 'https://example.com',
  ...(currency === undefined ? {} : { amount: 2000, currency, setup_future_usage: 'off_session' }),
});

const started = ({ id, client_secret, next_action }: JsonObject) => {
  const { type, ...shapes } = next_action as { type: string };
  const shape = (shapes as Record<string, { url?: string; hosted_instructions_url?: string }>)[type]!;
  return {
    id: id as string,
    secret: client_secret as string,
    page: shape.url ?? shape.hosted_instructions_url ?? null,
  };
};

describe.each([false, true])('a payer who acts once their customer is deleted; a day later: %s', (late) => {
  it.each([
    ['card', 'usd'],
    ['cashapp', 'usd'],
    ['ideal', 'eur'],
  ] as const)('pays by %s, and nothing is kept', async (type, currency) => {
    const intent = await world.ok('POST /v1/payment_intents', [], asked(type, currency));
    await deleteCustomer();
    if (late) await world.advance(DAY / 2);
    await onPage(started(intent), 'succeeded');
    const paid = await world.ok('GET /v1/payment_intents/{intent}', [intent['id'] as string]);
    expect(paid).toMatchObject({ customer: 'cus_1', status: 'succeeded' });
    expect(await attached()).toEqual([]);
    expect(await activeMandates()).toEqual([]);
    expect(await world.events()).not.toContain('payment_method.attached');
    world.customers = { cus_2: { id: 'cus_2', object: 'customer' } };
    const [status] = await world.error(
      'POST /v1/payment_methods/{payment_method}/attach',
      [paid['payment_method'] as string],
      { customer: 'cus_2' },
    );
    expect(status).toBe(400);
  });

  it.each(['card', 'cashapp', 'ideal'] as const)('sets %s up, and nothing is kept', async (type) => {
    const intent = await world.ok('POST /v1/setup_intents', [], asked(type));
    await deleteCustomer();
    if (late) await world.advance(DAY / 2);
    await onPage(started(intent), 'succeeded');
    expect(await world.ok('GET /v1/setup_intents/{intent}', [intent['id'] as string])).toMatchObject({
      mandate: null,
      status: 'succeeded',
    });
    expect(await attached()).toEqual([]);
    expect(await activeMandates()).toEqual([]);
    expect(await world.events()).not.toContain('payment_method.attached');
  });
});
