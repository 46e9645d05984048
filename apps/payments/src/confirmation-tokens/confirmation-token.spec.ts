import { StripeError } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { create as ofCard, cardDetails, type PaymentMethod } from '../payment-methods/payment-method.ts';
import { createOfType } from '../payment-methods/payment-method.create.ts';
import { type Confirmed, type ConfirmationToken, confirmParams, create, use } from './confirmation-token.ts';

type Params = Stripe.TestHelpers.ConfirmationTokenCreateParams;

const CREATED = 1_741_000_000;
const HOURS = 60 * 60;
const identity = { id: 'ctoken_1', created: CREATED, livemode: false };
const of = (id: string) => ({ ...identity, id });

const number = { number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc_provided: true };
const details = cardDetails(number, 'AO', null);
const visa = ofCard({ billing_details: { name: 'Jenny Rosen' } }, details, of('pm_1'));
const token = (params: Params = {}, method: PaymentMethod | null = visa) => create(params, method, identity);

function refusal(work: () => void): object {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { ...error.body, status: error.status };
  }
  throw new Error('nothing was refused');
}

it('shows what the payment method is going to be, and nothing that identifies it', () => {
  expect(token()).toEqual({
    id: 'ctoken_1',
    object: 'confirmation_token',
    created: CREATED,
    expires_at: CREATED + 12 * HOURS,
    livemode: false,
    mandate_data: null,
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: {
      allow_redisplay: 'unspecified',
      billing_details: visa.billing_details,
      card: details,
      customer: null,
      type: 'card',
    },
    return_url: null,
    setup_future_usage: null,
    setup_intent: null,
    shipping: null,
    use_stripe_sdk: true,
  });
});

it('can be of no payment method at all', () => {
  expect(token({}, null).payment_method_preview).toBeNull();
});

it.each(['acss_debit', 'blik'])('is not of %s', (type) => {
  const method = createOfType({}, type, {}, of('pm_2'));
  expect(refusal(() => token({}, method))).toMatchObject({
    status: 400,
    code: 'payment_method_unsupported_type',
  });
});

const payment: Confirmed = { id: 'pi_1', object: 'payment_intent' };
const setup: Confirmed = { id: 'seti_1', object: 'setup_intent' };

describe('a token is used', () => {
  it.each([payment, setup])('by $object', (intent) => {
    expect(use(token(), intent, CREATED)).toEqual({ ...token(), [intent.object]: intent.id });
  });

  it.each<[string, ConfirmationToken, number, RegExp | null]>([
    ['in its last second', token(), CREATED + 12 * HOURS - 1, null],
    ['never after that', token(), CREATED + 12 * HOURS, /ctoken_1 has expired/],
    ['once by a payment', use(token(), payment, CREATED), CREATED, /used to confirm pi_1/],
    ['once by a setup', use(token(), setup, CREATED), CREATED, /used to confirm seti_1/],
    ['once, whenever', use(token(), setup, CREATED), CREATED + 13 * HOURS, /used to confirm seti_1/],
  ])('%s', (_, of_payer, now, message) => {
    const another = { ...payment, id: 'pi_2' };
    if (message === null) expect(use(of_payer, another, now).payment_intent).toBe('pi_2');
    else
      expect(refusal(() => use(of_payer, another, now))).toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        param: 'confirmation_token',
        message: expect.stringMatching(message),
      });
  });
});

const address = { city: 'Hyde Park', country: 'US', line1: '50 Sprague St', postal_code: '02136' };

it.each<[Params, object]>([
  [{}, {}],
  [{ return_url: 'https://example.com' }, { return_url: 'https://example.com' }],
  [{ setup_future_usage: 'off_session' }, { setup_future_usage: 'off_session' }],
  [
    { shipping: { name: 'Jenny Rosen', phone: '', address } },
    { shipping: { name: 'Jenny Rosen', phone: null, address: { ...address, line2: null, state: null } } },
  ],
])('brings of %j what an intent is confirmed with', (params, expected) => {
  expect(confirmParams(token(params))).toEqual({ ...expected, use_stripe_sdk: true });
});
