import { errors } from '@pinstripe/kernel';
import type { Approved, AuthorizationAnswer } from '../card-network/card-network.ts';
import { cardDetails, create as paymentMethod } from '../payment-methods/payment-method.ts';
import { create as setupIntent } from '../setup-intents/setup-intent.ts';
import { abandon, create } from './setup-attempt.ts';

const created = 1_700_000_000;
const identity = { id: 'setatt_1', created, livemode: false };
const intent = setupIntent(
  { customer: 'cus_1', usage: 'on_session' },
  { ...identity, id: 'seti_1' },
  'secret',
);
const visa = { number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc_provided: true };
const payment_method = paymentMethod({}, cardDetails(visa, 'AOB934RVNwzk6xtn', null), {
  ...identity,
  id: 'pm_1',
});

const three_d_secure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  result: 'authenticated',
  result_reason: null,
  transaction_id: 'auth_1',
  version: '2.2.0',
} as const;
const checks = { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' };
const approved = {
  kind: 'approved',
  card: { checks, network: 'visa', three_d_secure: { ...three_d_secure, exemption_indicator: null } },
} as Approved;
const declined = { ...approved, kind: 'declined' } as unknown as AuthorizationAnswer;
const waiting = { kind: 'requires_action', authentication_id: 'auth_1' } as const;

it('keeps what was confirmed, and what the bank said of it', () => {
  expect(create(intent, payment_method, approved, null, identity)).toEqual({
    ...identity,
    object: 'setup_attempt',
    application: null,
    customer: 'cus_1',
    flow_directions: null,
    on_behalf_of: null,
    payment_method: 'pm_1',
    payment_method_details: {
      card: {
        brand: 'visa',
        checks,
        country: 'US',
        exp_month: 8,
        exp_year: 2034,
        fingerprint: 'AOB934RVNwzk6xtn',
        funding: 'credit',
        last4: '4242',
        network: 'visa',
        three_d_secure,
        wallet: null,
      },
      type: 'card',
    },
    setup_error: null,
    setup_intent: 'seti_1',
    status: 'succeeded',
    usage: 'on_session',
  });
});

it('keeps the error of a decline', () => {
  const error = errors.card('Your card was declined.', { code: 'card_declined' });
  const failed = create(intent, payment_method, declined, error, identity);
  expect(failed).toMatchObject({ setup_error: error.body, status: 'failed' });
});

it('knows nothing of the bank while the cardholder is to authenticate, and is abandoned if that does not happen', () => {
  const waits = create(intent, payment_method, waiting, null, identity);
  expect(waits).toMatchObject({
    payment_method_details: {
      card: { checks: { cvc_check: 'unchecked' }, network: null, three_d_secure: null },
    },
    status: 'requires_action',
  });
  expect(abandon(waits)).toEqual({ ...waits, status: 'abandoned' });
});

it('shows the network that was chosen', () => {
  const options = { card: { network: 'cartes_bancaires' as const } };
  const chosen = setupIntent({ payment_method_options: options }, { ...identity, id: 'seti_2' }, 'secret');
  expect(create(chosen, payment_method, approved, null, identity)).toMatchObject({
    payment_method_details: { card: { network: 'cartes_bancaires' } },
  });
});
