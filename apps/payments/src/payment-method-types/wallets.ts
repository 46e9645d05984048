import { DAY } from '@pinstripe/kernel';
import { paid_once } from './paid-once.ts';
import type { PaymentMethodType } from './payment-method-type.ts';
import { requireWechatClient } from './real-time.checks.ts';

/** The payer has money, or a card, with somebody who pays for them ("Wallets"). */
const wallet: PaymentMethodType = {
  ...paid_once,
  currencies: ['usd'],
  fee: { percent: '2.9', fixed: 30 },
};

/** Those of South Korea ("South Korean payment methods"). */
const korean: PaymentMethodType = {
  ...wallet,
  amounts: { krw: { min: 100, max: 2_000_000 } },
  capturable_for: 7 * DAY,
  currencies: ['krw'],
  refunds: { within_days: 365, partial: true },
  settlement_business_days: 4,
};

const saved: Pick<PaymentMethodType, 'in_setup_intents' | 'mandate' | 'sets_up'> = {
  in_setup_intents: true,
  mandate: { needed: 'to_keep', details: () => ({}) },
  sets_up: ['off_session'],
};

export const wallets: Readonly<Record<string, PaymentMethodType>> = {
  alipay: {
    ...wallet,
    currencies: 'aud cad cny eur gbp hkd jpy myr nzd sgd usd'.split(' '),
    refunds: { within_days: 90, partial: true },
  },
  amazon_pay: {
    ...wallet,
    ...saved,
    capturable_for: 7 * DAY,
    currencies: ['usd', 'aud', 'gbp', 'dkk', 'eur', 'hkd', 'jpy', 'nzd', 'nok', 'zar', 'sek', 'chf'],
    refunds: { within_days: 90, partial: true },
    setup_options: {},
  },
  cashapp: {
    ...wallet,
    ...saved,
    capturable_for: 7 * DAY,
    fields: ['buyer_id', 'cashtag'],
    refunds: { within_days: 90, partial: true },
    sets_up: ['off_session', 'on_session'],
  },
  grabpay: { ...wallet, currencies: ['sgd', 'myr'], refunds: { within_days: 90, partial: true } },
  kakao_pay: { ...korean, ...saved },
  kr_card: { ...korean, ...saved, amounts: { krw: { min: 100 } }, fields: ['brand', 'last4'] },
  /** Whoever pays by it has signed in before, on the merchant's page. */
  link: {
    ...wallet,
    ...saved,
    capturable_for: 7 * DAY,
    currencies: null,
    options: { persistent_token: null },
    payer_action: null,
    refunds: { within_days: null, partial: true },
    setup_options: { persistent_token: null },
    shown: (_hash, { email }) => ({ email: email || null }),
  },
  mobilepay: {
    ...wallet,
    capturable_for: 7 * DAY,
    captures_all: true,
    currencies: ['dkk', 'eur', 'nok', 'sek'],
  },
  naver_pay: { ...korean, shown: ({ funding = 'card' }) => ({ funding }) },
  payco: korean,
  paypal: {
    ...wallet,
    ...saved,
    capturable_for: 20 * DAY,
    confirm_options: ['risk_correlation_id'],
    currencies: 'eur gbp usd chf czk dkk nok pln sek aud cad hkd nzd sgd'.split(' '),
    fields: ['country', 'payer_email', 'payer_id'],
    mandate: { needed: 'to_keep', details: () => ({ billing_agreement_id: null, payer_id: null }) },
    options: { preferred_locale: null, reference: null },
    setup_options: { billing_agreement_id: null },
  },
  revolut_pay: { ...wallet, ...saved, capturable_for: 7 * DAY, currencies: ['gbp', 'eur'] },
  samsung_pay: korean,
  wechat_pay: {
    ...wallet,
    check_options: requireWechatClient,
    currencies: 'cny aud cad chf dkk eur gbp hkd jpy nok sek sgd usd'.split(' '),
    options: { app_id: null, client: null },
    payer_action: 'display',
  },
};
