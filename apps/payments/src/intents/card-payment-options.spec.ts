import { StripeError } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import {
  type CardPaymentOptions,
  cardPaymentOptions,
  cardSetupOptions,
  requireCardOptions,
  requireNetwork,
  withPlans,
} from './card-payment-options.ts';

type Params = Stripe.PaymentIntentConfirmParams.PaymentMethodOptions.Card;

const none: CardPaymentOptions = {
  installments: null,
  mandate_options: null,
  network: null,
  request_three_d_secure: 'automatic',
};
const NOW = 1_741_000_000;
const confirming = { confirms: true, now: NOW };
const creating = { confirms: false, now: NOW };
const plan = { count: 3, interval: 'month' as const, type: 'fixed_count' as const };
const three_d_secure = { cryptogram: 'c', transaction_id: 't', version: '2.2.0' as const };
const mandate_options = {
  amount: 1000,
  amount_type: 'maximum' as const,
  interval: 'sporadic' as const,
  reference: 'order_1',
  start_date: NOW,
};

function paramOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error.body.param;
  }
  throw new Error('nothing was refused');
}

it.each<[Params, object]>([
  [{}, {}],
  [
    { network: 'visa', request_three_d_secure: 'any' },
    { network: 'visa', request_three_d_secure: 'any' },
  ],
  [{ request_multicapture: 'if_available' }, { request_multicapture: 'if_available' }],
  [{ capture_method: 'manual' }, { capture_method: 'manual' }],
  [{ require_cvc_recollection: true }, { require_cvc_recollection: true }],
  [{ statement_descriptor_suffix_kana: 'カナ' }, { statement_descriptor_suffix_kana: 'カナ' }],
  [{ cvc_token: 'tok_1', moto: true, three_d_secure }, {}],
  [
    { installments: { enabled: true, plan } },
    { installments: { available_plans: null, enabled: true, plan } },
  ],
  [
    { mandate_options },
    {
      mandate_options: {
        ...mandate_options,
        description: null,
        end_date: null,
        interval_count: null,
        supported_types: null,
      },
    },
  ],
])('a payment confirmed with %j shows %j', (params, expected) => {
  expect(cardPaymentOptions(none, params, confirming)).toEqual({ ...none, ...expected });
});

it('a payment may have none yet, and has those then that are set', () => {
  expect(cardPaymentOptions({}, { network: 'visa' }, creating)).toEqual({ network: 'visa' });
  expect(cardPaymentOptions({}, { installments: { enabled: true } }, creating)).toEqual({
    installments: { available_plans: null, enabled: true, plan: null },
  });
});

it('a payment unsets what has no default', () => {
  const kept = { ...none, capture_method: 'manual', setup_future_usage: 'on_session' } as const;
  expect(cardPaymentOptions(kept, { capture_method: '', setup_future_usage: '' }, creating)).toEqual(none);
});

const CARD = 'payment_method_options[card]';
it.each<[Params, string]>([
  [{ cvc_token: 'tok_1' }, `${CARD}[cvc_token]`],
  [{ moto: true }, `${CARD}[moto]`],
  [{ three_d_secure }, `${CARD}[three_d_secure]`],
  [{ installments: { enabled: true, plan } }, `${CARD}[installments][plan]`],
  [{ statement_descriptor_suffix_kanji: '漢字＊' }, `${CARD}[statement_descriptor_suffix_kanji]`],
])('a payment is not created with %j', (params, param) => {
  expect(paramOf(() => cardPaymentOptions(none, params, creating))).toBe(param);
});

it('a payment may be created without asking for any of that', () => {
  expect(cardPaymentOptions(none, { moto: false, installments: { plan: '' } }, creating)).toEqual({
    ...none,
    installments: { available_plans: null, enabled: false, plan: null },
  });
});

it('a setup shows its own', () => {
  const kept = { mandate_options: null, network: null, request_three_d_secure: 'automatic' as const };
  const terms = { ...mandate_options, currency: 'inr' };
  expect(cardSetupOptions(kept, { mandate_options: terms, moto: true, network: 'visa' }, confirming)).toEqual(
    {
      ...kept,
      network: 'visa',
      mandate_options: {
        ...terms,
        description: null,
        end_date: null,
        interval_count: null,
        supported_types: null,
      },
    },
  );
  expect(paramOf(() => cardSetupOptions(kept, { moto: true }, creating))).toBe(`${CARD}[moto]`);
});

const visa = { customer: null, card: { networks: { available: ['visa'] } } } as unknown as PaymentMethod;
const saved = { ...visa, customer: 'cus_1' };

describe('a card', () => {
  it.each([
    [visa, none, null],
    [visa, { ...none, network: 'visa' as const }, null],
    [visa, { ...none, network: 'cartes_bancaires' as const }, `${CARD}[network]`],
    [visa, { ...none, require_cvc_recollection: true }, null],
    [saved, { ...none, require_cvc_recollection: true }, `${CARD}[cvc_token]`],
    [
      visa,
      { ...none, installments: { available_plans: [], enabled: true, plan } },
      `${CARD}[installments][plan]`,
    ],
  ])('%j with %j is refused for %s', (payment_method, options, param) => {
    const paying = () => requireCardOptions(options, payment_method, null);
    if (param === null) expect(paying).not.toThrow();
    else expect(paramOf(paying)).toBe(param);
  });

  it('comes with its security code where that is to be collected again', () => {
    expect(() =>
      requireCardOptions({ ...none, require_cvc_recollection: true }, saved, 'tok_1'),
    ).not.toThrow();
  });

  it('is set up on a network that it has', () => {
    expect(() => requireNetwork('visa', visa.card)).not.toThrow();
    expect(paramOf(() => requireNetwork('amex', visa.card))).toBe(`${CARD}[network]`);
  });

  it('says which plans there are', () => {
    const asked = { ...none, installments: { available_plans: null, enabled: true, plan: null } };
    const payment = { amount: 100_00, currency: 'mxn' };
    expect(withPlans(asked, payment, visa).installments).toEqual({
      ...asked.installments,
      available_plans: [],
    });
    expect(withPlans(none, payment, visa)).toEqual(none);
  });
});
