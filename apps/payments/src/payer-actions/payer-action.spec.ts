import {
  abandon,
  complete,
  failureMessage,
  type PayerAction,
  requireSecret,
  returnUrl,
} from './payer-action.ts';

const action: PayerAction = {
  id: 'pact_1',
  object: 'payer_action',
  amount: 2000,
  currency: 'usd',
  created: 1,
  intent: 'pi_1',
  livemode: false,
  payment_method: { type: 'card', brand: 'visa', last4: '3155' },
  return_url: 'https://shop.example/done?order=7#top',
  status: 'pending',
};
const payment = {
  id: 'pi_1',
  object: 'payment_intent',
  client_secret: 'pi_1_secret_2',
  status: 'succeeded',
} as const;
const setup = {
  id: 'seti_1',
  object: 'setup_intent',
  client_secret: 'seti_1_secret_2',
  status: 'requires_payment_method',
} as const;

it('leads back with what the client wants to know, beside its own parameters', () => {
  expect(returnUrl(complete(action, 'succeeded'), payment)).toBe(
    'https://shop.example/done?order=7&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2' +
      '&redirect_status=succeeded#top',
  );
  expect(returnUrl(complete({ ...action, return_url: 'myapp://done' }, 'failed'), setup)).toBe(
    'myapp://done?setup_intent=seti_1&setup_intent_client_secret=seti_1_secret_2&redirect_status=failed',
  );
  const canceled = { ...payment, status: 'canceled' };
  expect(returnUrl(abandon(action), canceled)).toContain('redirect_status=failed');
});

it('leads nowhere while it is pending, or when no way back was given', () => {
  expect(returnUrl(action, payment)).toBeNull();
  expect(returnUrl(complete({ ...action, return_url: null }, 'succeeded'), payment)).toBeNull();
  expect(returnUrl(complete({ ...action, return_url: 'example' }, 'succeeded'), payment)).toBeNull();
});

it('is for those who know the secret of its intent', () => {
  expect(() => requireSecret(payment, action, 'pi_1_secret_2')).not.toThrow();
  expect(() => requireSecret(payment, action, 'pi_1_secret_3')).toThrow('No such payer_action');
});

const error = { code: 'payment_method_microdeposit_failed', message: 'They failed.' };

it.each([
  ['after it has failed', complete(action, 'failed'), { last_payment_error: error }, 'They failed.'],
  ['of a setup', complete(action, 'failed'), { last_setup_error: error }, 'They failed.'],
  ['after its time', abandon(action), { last_payment_error: error }, 'They failed.'],
  ['while it is pending', action, { last_payment_error: error }, null],
  ['after it has succeeded', complete(action, 'succeeded'), { last_payment_error: error }, null],
  [
    'once the client has begun anew',
    abandon(action),
    { status: 'requires_action', last_payment_error: error },
    null,
  ],
  ['of another error', abandon(action), { last_payment_error: { ...error, code: 'card_declined' } }, null],
  ['without an error', abandon(action), { last_payment_error: null }, null],
])('says why an account was not verified %s: %#', (_when, seen, intent, message) => {
  expect(failureMessage(seen, { status: 'requires_payment_method', ...intent })).toBe(message);
});
