import type { JsonObject } from '@pinstripe/kernel';
import { drawDigits } from '../draws.ts';
import { payerIban } from './payer-accounts.ts';
import type { PaymentRequest, SetupRequest } from './provider.ts';
import { konbiniStore, multibancoNumbers, oxxoNumber } from './voucher-numbers.ts';

type Request = PaymentRequest | SetupRequest;
type Details = (hash: JsonObject, request: Request) => JsonObject;

const EUROPEAN_BANK = { bank_code: 'VAPE', bank_name: 'VAN DE PUT & CO', bic: 'VAPEBE22' };
const VISA = { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2034, last4: '4242' };
const FUNDED_BY_CARD = { funding: { type: 'card', card: { ...VISA, funding: 'credit' } } };

const option = ({ payer }: Request, name: string) => payer?.options[name] ?? null;
const drawn = (prefix: string, purpose: string) => (request: Request) =>
  `${prefix}${drawDigits(request.attempt_id, purpose, 16)}`;
const buyer: Details = (_hash, request) => ({ buyer_id: drawn('test_buyer_', 'buyer')(request) });
const transaction: Details = (_hash, request) => ({
  transaction_id: drawn('test_transaction_', 'transaction')(request),
});
const reference: Details = (_hash, request) => ({
  reference: drawDigits(request.attempt_id, 'reference', 16),
});
const nothing: Details = () => ({});

/** What a charge shows of a payment, in the hash of its type (API reference, Charge `payment_method_details`). */
const by_type: Readonly<Record<string, Details>> = {
  ach_credit_transfer: ({ account_number, bank_name, routing_number, swift_code }) => ({
    account_number: account_number ?? null,
    bank_name: bank_name ?? null,
    routing_number: routing_number ?? null,
    swift_code: swift_code ?? null,
  }),
  // Of a customer's bank account the charge knows itself what to show.
  ach_debit: ({ bank_name, country, fingerprint, last4, routing_number }, { payer }) =>
    payer === null
      ? {}
      : {
          account_holder_type: null,
          bank_name: bank_name ?? null,
          country: country ?? null,
          fingerprint: fingerprint ?? null,
          last4: last4 ?? null,
          routing_number: routing_number ?? null,
        },
  acss_debit: ({ bank_name, fingerprint, institution_number, last4, transit_number }) => ({
    bank_name: bank_name ?? null,
    fingerprint: fingerprint ?? null,
    institution_number: institution_number ?? null,
    last4: last4 ?? null,
    transit_number: transit_number ?? null,
  }),
  affirm: transaction,
  afterpay_clearpay: (_hash, request) => ({
    order_id: drawn('test_order_', 'order')(request),
    reference: option(request, 'reference'),
  }),
  alipay: (hash, request) => ({
    ...buyer(hash, request),
    ...transaction(hash, request),
    fingerprint: drawDigits(request.attempt_id, 'fingerprint', 16),
  }),
  alma: nothing,
  amazon_pay: () => FUNDED_BY_CARD,
  au_becs_debit: ({ bsb_number, fingerprint, last4 }) => ({
    bsb_number: bsb_number ?? null,
    fingerprint: fingerprint ?? null,
    last4: last4 ?? null,
  }),
  bacs_debit: ({ fingerprint, last4, sort_code }) => ({
    fingerprint: fingerprint ?? null,
    last4: last4 ?? null,
    sort_code: sort_code ?? null,
  }),
  bancontact: (_hash, request) => ({
    ...EUROPEAN_BANK,
    iban_last4: payerIban(request).slice(-4),
    preferred_language: option(request, 'preferred_language') ?? 'en',
    verified_name: nameOf(request),
  }),
  blik: buyer,
  boleto: ({ tax_id = null }) => ({ tax_id }),
  cashapp: (hash, request) => ({ ...buyer(hash, request), cashtag: '$test_payer' }),
  eps: ({ bank = null }, request) => ({ bank, verified_name: nameOf(request) }),
  fpx: ({ account_holder_type = null, bank = null }, request) => ({
    account_holder_type,
    bank,
    transaction_id: drawDigits(request.attempt_id, 'transaction', 16),
  }),
  giropay: (_hash, request) => ({ ...EUROPEAN_BANK, verified_name: nameOf(request) }),
  grabpay: transaction,
  ideal: ({ bank = null, bic = null }, request) => ({
    bank,
    bic,
    iban_last4: payerIban(request).slice(-4),
    verified_name: nameOf(request),
  }),
  kakao_pay: buyer,
  klarna: (_hash, request) => ({
    payer_details: { address: { country: request.payer?.billing_details.address?.country ?? null } },
    payment_method_category: 'pay_later',
    preferred_locale: option(request, 'preferred_locale'),
  }),
  konbini: (_hash, { payer }) => ({ store: konbiniStore(payer!) }),
  kr_card: (hash, request) => ({ ...buyer(hash, request), brand: 'shinhan', last4: '4242' }),
  link: () => ({ country: VISA.country }),
  mobilepay: () => ({ card: VISA }),
  multibanco: (_hash, { payer }) => multibancoNumbers(payer!),
  naver_pay: buyer,
  oxxo: (_hash, { payer }) => ({ number: oxxoNumber(payer!) }),
  p24: ({ bank = null, reference: known }, request) => ({
    bank,
    reference: known ?? `P24-${drawDigits(request.attempt_id, 'reference', 9)}`,
    verified_name: nameOf(request),
  }),
  pay_by_bank: nothing,
  payco: buyer,
  paynow: reference,
  paypal: (hash, request) => ({
    ...transaction(hash, request),
    country: request.payer?.billing_details.address?.country ?? 'US',
    payer_email: request.payer?.billing_details.email ?? null,
    payer_id: drawDigits(request.attempt_id, 'payer', 13),
    payer_name: nameOf(request),
    seller_protection: { dispute_categories: null, status: 'not_eligible' },
  }),
  pix: (_hash, request) => ({ bank_transaction_id: drawn('E', 'transaction')(request) }),
  promptpay: reference,
  revolut_pay: () => FUNDED_BY_CARD,
  samsung_pay: buyer,
  sepa_credit_transfer: ({ bank_name, bic, iban }) => ({
    bank_name: bank_name ?? null,
    bic: bic ?? null,
    iban: iban ?? null,
  }),
  sepa_debit: ({ bank_code, branch_code, country, fingerprint, last4 }) => ({
    bank_code: bank_code ?? null,
    branch_code: branch_code ?? null,
    country: country ?? null,
    fingerprint: fingerprint ?? null,
    last4: last4 ?? null,
  }),
  sofort: ({ country = null }, request) => ({
    ...EUROPEAN_BANK,
    country,
    iban_last4: payerIban(request).slice(-4),
    preferred_language: option(request, 'preferred_language'),
    verified_name: nameOf(request),
  }),
  swish: (_hash, request) => ({
    fingerprint: drawDigits(request.attempt_id, 'fingerprint', 16),
    payment_reference: drawDigits(request.attempt_id, 'reference', 16),
    verified_phone_last4: request.payer?.billing_details.phone?.slice(-4) ?? '0000',
  }),
  twint: nothing,
  us_bank_account: (hash) => ({
    account_holder_type: hash['account_holder_type'] ?? null,
    account_type: hash['account_type'] ?? null,
    bank_name: hash['bank_name'] ?? null,
    fingerprint: hash['fingerprint'] ?? null,
    last4: hash['last4'] ?? null,
    payment_reference: null,
    routing_number: hash['routing_number'] ?? null,
  }),
  wechat_pay: (hash, request) => ({
    ...transaction(hash, request),
    fingerprint: drawDigits(request.attempt_id, 'fingerprint', 16),
  }),
  zip: nothing,
};

export function chargeDetails(request: Request): JsonObject {
  return by_type[request.type]?.(request.payer?.hash ?? {}, request) ?? {};
}

/** By which the payer's bank knows a debit that it has paid. */
export function paymentReference({ attempt_id, type }: PaymentRequest): JsonObject {
  return type === 'us_bank_account'
    ? { payment_reference: drawDigits(attempt_id, 'payment_reference', 15) }
    : {};
}

function nameOf({ payer }: Request): string | null {
  return payer?.billing_details.name ?? null;
}
