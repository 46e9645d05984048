import type { JsonObject } from '@pinstripe/kernel';
import { drawDigits } from '../draws.ts';
import type { PaymentRequest } from './provider.ts';
import { konbiniStore, multibancoNumbers, oxxoNumber } from './voucher-numbers.ts';

type Details = (hash: JsonObject, request: PaymentRequest) => JsonObject;

const EUROPEAN_BANK = { bank_code: 'VAPE', bank_name: 'VAN DE PUT & CO', bic: 'VAPEBE22' };
const GENERATED_NOTHING = { generated_sepa_debit: null, generated_sepa_debit_mandate: null };
const VISA = { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2034, last4: '4242' };
const FUNDED_BY_CARD = { funding: { type: 'card', card: { ...VISA, funding: 'credit' } } };

const option = ({ payer }: PaymentRequest, name: string) => payer?.options[name] ?? null;
const drawn = (prefix: string, purpose: string) => (request: PaymentRequest) =>
  `${prefix}${drawDigits(request.attempt_id, purpose, 16)}`;
const buyer: Details = (_hash, request) => ({ buyer_id: drawn('test_buyer_', 'buyer')(request) });
const transaction: Details = (_hash, request) => ({
  transaction_id: drawn('test_transaction_', 'transaction')(request),
});
const nothing: Details = () => ({});

/** What a charge shows of a payment, in the hash of its type (API reference, Charge `payment_method_details`). */
const by_type: Readonly<Record<string, Details>> = {
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
  bancontact: (_hash, request) => ({
    ...EUROPEAN_BANK,
    ...GENERATED_NOTHING,
    iban_last4: '7061',
    preferred_language: option(request, 'preferred_language') ?? 'en',
    verified_name: nameOf(request),
  }),
  blik: buyer,
  boleto: ({ tax_id = null }) => ({ tax_id }),
  eps: ({ bank = null }, request) => ({ bank, verified_name: nameOf(request) }),
  fpx: ({ account_holder_type = null, bank = null }, request) => ({
    account_holder_type,
    bank,
    transaction_id: drawDigits(request.attempt_id, 'transaction', 16),
  }),
  giropay: (_hash, request) => ({ ...EUROPEAN_BANK, verified_name: nameOf(request) }),
  grabpay: transaction,
  ideal: ({ bank = null, bic = null }, request) => ({
    ...GENERATED_NOTHING,
    bank,
    bic,
    iban_last4: '5264',
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
  mobilepay: () => ({ card: VISA }),
  multibanco: (_hash, { payer }) => multibancoNumbers(payer!),
  naver_pay: buyer,
  oxxo: (_hash, { payer }) => ({ number: oxxoNumber(payer!) }),
  p24: ({ bank = null }, request) => ({
    bank,
    reference: `P24-${drawDigits(request.attempt_id, 'reference', 9)}`,
    verified_name: nameOf(request),
  }),
  pay_by_bank: nothing,
  payco: buyer,
  paypal: (hash, request) => ({
    ...transaction(hash, request),
    country: request.payer?.billing_details.address?.country ?? 'US',
    payer_email: request.payer?.billing_details.email ?? null,
    payer_id: drawDigits(request.attempt_id, 'payer', 13),
    payer_name: nameOf(request),
    seller_protection: { dispute_categories: null, status: 'not_eligible' },
  }),
  revolut_pay: () => FUNDED_BY_CARD,
  samsung_pay: buyer,
  sepa_debit: ({ bank_code, branch_code, country, fingerprint, last4 }) => ({
    bank_code: bank_code ?? null,
    branch_code: branch_code ?? null,
    country: country ?? null,
    fingerprint: fingerprint ?? null,
    last4: last4 ?? null,
  }),
  sofort: ({ country = null }, request) => ({
    ...EUROPEAN_BANK,
    ...GENERATED_NOTHING,
    country,
    iban_last4: '7061',
    preferred_language: option(request, 'preferred_language'),
    verified_name: nameOf(request),
  }),
  twint: nothing,
  zip: nothing,
};

export function chargeDetails(request: PaymentRequest): JsonObject {
  return by_type[request.type]?.(request.payer?.hash ?? {}, request) ?? {};
}

function nameOf({ payer }: PaymentRequest): string | null {
  return payer?.billing_details.name ?? null;
}
