import { jest } from '@jest/globals';
import { DAY, type JsonObject } from '@pinstripe/kernel';
import { CARD_NETWORK, type CardNetwork, type Declined } from '../src/card-network/card-network.ts';
import { declineOf } from '../src/card-network/decline-codes.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
let network: CardNetwork;

beforeAll(async () => {
  world = await MoneyWorld.open();
  network = world.service.app.get<CardNetwork>(CARD_NETWORK, { strict: false });
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => jest.restoreAllMocks());

const INTENT = 'POST /v1/payment_intents/{intent}';

const create = (params: object = {}) =>
  world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    currency: 'usd',
    payment_method_types: ['card'],
    ...params,
  });
const hold = (card: object = {}) =>
  create({
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    payment_method_options: { card },
  });
const seen = ({ id }: JsonObject) => world.ok('GET /v1/payment_intents/{intent}', [id as string]);
const chargeOf = ({ latest_charge }: JsonObject) =>
  world.ok('GET /v1/charges/{charge}', [latest_charge as string]);

it('holds the money from the confirmation on, however old the intent is', async () => {
  const intent = await create({ capture_method: 'manual' });
  await world.advance(8 * DAY);
  await world.ok(`${INTENT}/confirm`, [intent['id'] as string], { payment_method: 'pm_card_visa' });
  await world.advance(6 * DAY);
  expect(await seen(intent)).toMatchObject({ status: 'requires_capture' });
  await world.advance(2 * DAY);
  expect(await seen(intent)).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
});

it('takes a payment method only while the payment is open', async () => {
  const intent = await create({ confirm: true, payment_method: 'pm_card_visa' });
  const update = (params: object) => world.error(INTENT, [intent['id'] as string], params);
  expect(await update({ payment_method: 'pm_card_mastercard' })).toMatchObject([
    400,
    { code: 'payment_intent_unexpected_state', message: expect.stringContaining('payment_method could not') },
  ]);
});

it('waits for nobody once it has failed where nobody is there to authenticate', async () => {
  const payment_method = 'pm_card_threeDSecure2Required';
  const intent = await create({ confirm: true, payment_method });
  expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
  const failed = await world.error(`${INTENT}/confirm`, [intent['id'] as string], {
    error_on_requires_action: true,
    payment_method,
  });
  expect(failed).toMatchObject([
    402,
    { code: 'authentication_required', decline_code: 'authentication_not_handled' },
  ]);
  expect(await seen(intent)).toMatchObject({
    last_payment_error: { code: 'authentication_required' },
    latest_charge: null,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
});

it.each([
  ['payment_intent', { amount: 2000, currency: 'usd' }],
  ['setup_intent', {}],
])('does not confirm a %s of a customer who was deleted meanwhile', async (object, params) => {
  const customer = `cus_${object}`;
  world.customers = { [customer]: { id: customer, object: 'customer' } };
  const { id } = await world.ok(`POST /v1/${object}s`, [], { ...params, customer });
  world.customers = { [customer]: { id: customer, object: 'customer', deleted: true } };
  const confirm = { payment_method: 'pm_card_visa', return_url: 'https://example.com/paid' };
  expect(await world.error(`POST /v1/${object}s/{intent}/confirm`, [id as string], confirm)).toMatchObject([
    400,
    { code: 'resource_missing', param: 'customer' },
  ]);
});

describe('capturing', () => {
  it('describes the charge anew', async () => {
    const held = await hold();
    const params = { metadata: { order: '1' }, statement_descriptor_suffix: '10K' };
    expect(await world.ok(`${INTENT}/capture`, [held['id'] as string], params)).toMatchObject(params);
    expect(await chargeOf(held)).toMatchObject({
      calculated_statement_descriptor: 'PINSTRIPE* 10K',
      statement_descriptor_suffix: '10K',
    });
  });

  it('ends with nothing more by giving back what is left', async () => {
    const [capture, reverse] = [jest.spyOn(network, 'capture'), jest.spyOn(network, 'reverse')];
    const held = await hold({ request_multicapture: 'if_available' });
    const take = (params: object) => world.ok(`${INTENT}/capture`, [held['id'] as string], params);
    await take({ amount_to_capture: 500, final_capture: false });
    expect(await take({ amount_to_capture: 0 })).toMatchObject({ amount_received: 500, status: 'succeeded' });
    expect(await chargeOf(held)).toMatchObject({ amount_captured: 500, captured: true });
    expect(capture).toHaveBeenCalledTimes(1);
    expect(reverse).toHaveBeenCalledTimes(1);
  });

  it('has fifty of them at most, and is given back then', async () => {
    const held = await hold({ request_multicapture: 'if_available' });
    const ids = [held['id'] as string];
    const part = { amount_to_capture: 1, final_capture: false };
    for (let taken = 1; taken <= 50; taken += 1) await world.ok(`${INTENT}/capture`, ids, part);
    expect(await world.error(`${INTENT}/capture`, ids, part)).toMatchObject([400, {}]);
    expect(await world.ok(`${INTENT}/capture`, ids, { amount_to_capture: 0 })).toMatchObject({
      amount_received: 50,
      status: 'succeeded',
    });
  });
});

describe('an authorization that the bank does not increment', () => {
  const incremental = { request_incremental_authorization: 'if_available' };
  const outcome = { type: 'issuer_declined' } as Declined['outcome'];
  const decline = declineOf('insufficient_funds');
  const declined: Declined = { kind: 'declined', decline, outcome, card: {} as Declined['card'] };

  it('stays as it was, and is asked for ten times at most', async () => {
    const held = await hold(incremental);
    const charge = await chargeOf(held);
    await world.events();
    const increment = jest.spyOn(network, 'increment').mockResolvedValue(declined);
    const raise = () =>
      world.error(`${INTENT}/increment_authorization`, [held['id'] as string], { amount: 2500 });
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect(await raise()).toMatchObject([
        402,
        {
          type: 'card_error',
          charge: charge['id'],
          code: 'card_declined',
          decline_code: 'insufficient_funds',
          payment_intent: { id: held['id'] },
        },
      ]);
    }
    expect(await raise()).toMatchObject([400, { code: 'payment_intent_unexpected_state' }]);
    expect(increment).toHaveBeenCalledTimes(10);
    expect(await seen(held)).toEqual(held);
    expect(await chargeOf(held)).toEqual(charge);
    expect(await world.events()).toEqual([]);
  });
});

describe('a security code that is given again', () => {
  const cvcToken = async () =>
    (await world.ok('POST /v1/tokens', [], { cvc_update: { cvc: '314' } }))['id'] as string;
  /** A card without its security code, which its bank declines once it sees one. */
  const card = { number: '4000000000000127', exp_month: 8, exp_year: 2034 };
  const pay = (payment_method: unknown, cvc_token: string) =>
    world.call('POST /v1/payment_intents', [], {
      amount: 2000,
      confirm: true,
      confirmation_method: 'manual',
      currency: 'usd',
      payment_method,
      payment_method_options: { card: { cvc_token } },
      payment_method_types: ['card'],
    });

  it('is seen by the bank, by a token that is good for once', async () => {
    const { id } = await world.ok('POST /v1/payment_methods', [], { type: 'card', card });
    const token = await cvcToken();
    expect(await pay(id, token)).toMatchObject([402, { error: { code: 'incorrect_cvc' } }]);
    const [, paid] = await pay('pm_card_visa', await cvcToken());
    expect(await chargeOf(paid)).toMatchObject({
      payment_method_details: { card: { checks: { cvc_check: 'pass' } } },
    });
    expect(await pay('pm_card_visa', token)).toMatchObject([400, { error: { code: 'token_already_used' } }]);
  });

  it.each(['cvctok_none', 'tok_visa'])('is not %s', async (token) => {
    expect(await pay('pm_card_visa', token)).toMatchObject([
      400,
      { error: { code: 'resource_missing', param: 'payment_method_options[card][cvc_token]' } },
    ]);
  });

  it('is not given with a mere change', async () => {
    const { id } = await create();
    const params = { payment_method_options: { card: { cvc_token: await cvcToken() } } };
    expect(await world.error(INTENT, [id as string], params)).toMatchObject([
      400,
      { param: 'payment_method_options[card][cvc_token]' },
    ]);
  });
});
