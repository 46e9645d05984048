import { allows } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { create as attempt } from '../setup-attempts/setup-attempt.ts';
import {
  authenticationFailed,
  actionRequired,
  confirm,
  refused,
  succeeded,
  verification,
} from './setup-intent.confirm.ts';
import {
  cancel,
  create,
  requireAllowed,
  seenBy,
  type SetupIntent,
  STATUSES,
  update,
  withPaymentMethod,
} from './setup-intent.ts';

const identity = { id: 'seti_1', created: 1_700_000_000, livemode: false };
const intent = create({}, identity, 'secret');
const later = { confirms: false, now: identity.created };
const inStatus = (status: SetupIntent['status']): SetupIntent => ({ ...intent, status });

function failing(expected: object): Error {
  return expect.objectContaining({ body: expect.objectContaining(expected) }) as Error;
}

it('makes all that the API shows of a new one', () => {
  expect(intent).toEqual({
    ...identity,
    object: 'setup_intent',
    application: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    cancellation_reason: null,
    client_secret: 'seti_1_secret_secret',
    customer: null,
    description: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
  });
});

const automatic = { allow_redirects: 'always', enabled: true };
const card = (options: object) => ({ payment_method_options: { card: options } });

it.each`
  params                                                                               | expected
  ${{ usage: 'on_session' }}                                                           | ${{ usage: 'on_session' }}
  ${{ customer: 'cus_1', description: 'A card' }}                                      | ${{ customer: 'cus_1', description: 'A card' }}
  ${{ payment_method_types: ['card'] }}                                                | ${{ automatic_payment_methods: null }}
  ${{ automatic_payment_methods: { enabled: false } }}                                 | ${{ automatic_payment_methods: null }}
  ${{ automatic_payment_methods: { enabled: true } }}                                  | ${{ automatic_payment_methods: automatic }}
  ${{ automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }}        | ${{ automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }}
  ${{ attach_to_self: false }}                                                         | ${{ attach_to_self: false }}
  ${{ attach_to_self: true, flow_directions: ['inbound'] }}                            | ${{ attach_to_self: true, flow_directions: ['inbound'] }}
  ${{ confirm: true, mandate_data: '' }}                                               | ${{ mandate: null }}
  ${card({ network: 'cartes_bancaires', request_three_d_secure: 'any', moto: false })} | ${card({ network: 'cartes_bancaires', request_three_d_secure: 'any' })}
`('takes $params', ({ params, expected }) => {
  expect(create(params as Stripe.SetupIntentCreateParams, identity, 's')).toMatchObject(expected as object);
});

it.each`
  params                                                                              | param
  ${{ attach_to_self: true, customer: 'cus_1' }}                                      | ${'attach_to_self'}
  ${{ confirmation_token: 'ctoken_1' }}                                               | ${'confirmation_token'}
  ${{ mandate_data: { customer_acceptance: { type: 'offline' } } }}                   | ${'mandate_data'}
  ${card({ moto: true })}                                                             | ${'payment_method_options[card][moto]'}
  ${card({ three_d_secure: { version: '2.2.0' } })}                                   | ${'payment_method_options[card][three_d_secure]'}
  ${{ payment_method_types: ['billie'] }}                                             | ${'payment_method_types'}
  ${{ return_url: 'https://example.com' }}                                            | ${'return_url'}
  ${{ automatic_payment_methods: { enabled: true }, payment_method_types: ['card'] }} | ${'automatic_payment_methods'}
`('refuses $params by name', ({ params, param }) => {
  expect(() => create(params as Stripe.SetupIntentCreateParams, identity, 's')).toThrow(failing({ param }));
});

describe.each(Object.keys(STATUSES) as SetupIntent['status'][])('in status %s', (status) => {
  const open = status.startsWith('requires_');

  it.each(['cancel', 'confirm', 'update'] as const)('%s', (action) => {
    expect(allows(STATUSES, status, action)).toBe(open);
    const acting = () => requireAllowed(inStatus(status), action);
    if (open) expect(acting).not.toThrow();
    else
      expect(acting).toThrow(
        failing({ code: 'setup_intent_unexpected_state', setup_intent: inStatus(status) }),
      );
  });

  it('is described at any time', () => {
    const updated = update(inStatus(status), { description: 'A card', metadata: { order: '1' } }, later);
    expect(updated).toEqual({ ...inStatus(status), description: 'A card', metadata: { order: '1' } });
  });

  it.each([{ customer: 'cus_1' }, { payment_method_types: ['card'] }, card({ network: 'visa' })] as const)(
    'takes %j only until it is over',
    (params) => {
      const updating = () => update(inStatus(status), params as Stripe.SetupIntentUpdateParams, later);
      if (open) expect(updating()).toMatchObject(params);
      else expect(updating).toThrow(failing({ code: 'setup_intent_unexpected_state' }));
    },
  );
});

it('takes no other payment method once it is over', () => {
  expect(() => update(inStatus('succeeded'), { payment_method: 'pm_2' }, later)).toThrow(
    "SetupIntent's payment_method",
  );
});

it('says why it was canceled', () => {
  expect(cancel(inStatus('requires_action'), 'abandoned')).toEqual({
    ...intent,
    cancellation_reason: 'abandoned',
    status: 'canceled',
  });
});

it('needs a payment method to be confirmed', () => {
  expect(() => confirm(intent, {}, null, later.now)).toThrow(
    failing({ code: 'setup_intent_unexpected_state' }),
  );
  expect(withPaymentMethod(intent, 'pm_1')).toMatchObject({
    payment_method: 'pm_1',
    status: 'requires_confirmation',
  });
  expect(withPaymentMethod(withPaymentMethod(intent, 'pm_1'), null)).toEqual(intent);
});

it('shows a publishable key what a page needs', () => {
  const seen = seenBy({ ...intent, customer: 'cus_1' }, 'publishable');
  expect(seen).toMatchObject({ id: 'seti_1', client_secret: 'seti_1_secret_secret', usage: 'off_session' });
  expect(seen).not.toHaveProperty('customer');
  expect(seen).not.toHaveProperty('metadata');
  expect(seenBy(intent, 'secret')).toBe(intent);
});

describe('confirming', () => {
  const payment_method = {
    id: 'pm_1',
    billing_details: { address: { line1: '1 Main Street', postal_code: '94102' } },
    card: { brand: 'visa', checks: { cvc_check: 'unchecked' }, last4: '4242' },
  } as PaymentMethod;
  const asked = confirm(intent, card({ request_three_d_secure: 'challenge' }), 'pm_1', later.now);
  const waiting = { kind: 'requires_action', authentication_id: 'auth_1' } as const;
  const attempted = attempt(asked, payment_method, waiting, null, { ...identity, id: 'setatt_1' });

  it('asks the bank for the cardholder, not for money', () => {
    expect(verification(asked, {}, payment_method)).toEqual({
      address: { line1: '1 Main Street', postal_code: '94102' },
      authentication_id: null,
      cvc_provided: true,
      imported_authentication: null,
      moto: false,
      purpose: 'setup',
      request_three_d_secure: 'challenge',
    });
  });

  it('ends well', () => {
    const failed = { ...asked, last_setup_error: { type: 'card_error' as const } };
    expect(succeeded(failed, attempted)).toEqual({
      ...asked,
      latest_attempt: 'setatt_1',
      status: 'succeeded',
    });
  });

  it('ends with an error, and takes the payment method away', () => {
    const setup_error = { type: 'card_error', code: 'card_declined' } as const;
    expect(refused(asked, { ...attempted, setup_error })).toEqual({
      ...asked,
      last_setup_error: setup_error,
      latest_attempt: 'setatt_1',
      payment_method: null,
      status: 'requires_payment_method',
    });
  });

  it('waits for the cardholder', () => {
    const next_action = { type: 'redirect_to_url', redirect_to_url: { return_url: null, url: '/' } };
    expect(actionRequired(asked, attempted, next_action)).toMatchObject({
      latest_attempt: 'setatt_1',
      next_action,
      status: 'requires_action',
    });
  });

  it('fails when the cardholder does not authenticate', () => {
    const error = authenticationFailed(payment_method);
    expect(error.body).toMatchObject({ code: 'setup_intent_authentication_failure' });
    const failed = refused(asked, { ...attempted, setup_error: error.body as never });
    expect(failed).toMatchObject({ next_action: null, status: 'requires_payment_method' });
  });
});
