import { errors, type ErrorBody, type StripeError } from '@pinstripe/kernel';
import type Stripe from 'stripe';

/** Why a card was declined, as its error, its charge (`failure_code`, `failure_message`) and its outcome say it. */
export interface Decline {
  /** The error code: the kind of trouble, where `decline_code` is the bank's own reason. */
  code: string;
  decline_code: DeclineCode;
  message: string;
  param: string | null;
  advice_code: Stripe.Charge.Outcome.AdviceCode | null;
  /** What a network calls it (ISO 8583, field 39); null where no network was asked. */
  network_decline_code: string | null;
}

const DECLINED = 'Your card was declined.';
const NUMBER_INCORRECT = 'Your card number is incorrect.';
const NOT_FOR_THIS = 'Your card does not support this type of purchase.';
const TRY_AGAIN = 'An error occurred while processing your card. Try again in a little bit.';
const TOO_MUCH =
  'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.';
const NOT_A_TEST_CARD =
  'Your card was declined. Your request was in test mode, but used a non test card. ' +
  'For a list of valid test cards, visit: https://stripe.com/docs/testing.';

const AGAIN = 'try_again_later';
const NEVER = 'do_not_try_again';
const CONFIRM = 'confirm_card_data';

type Row = [
  network_decline_code: string | null,
  advice_code: Stripe.Charge.Outcome.AdviceCode | null,
  message: string,
  code?: string,
  param?: string,
];

/**
 * "Decline codes", all of them. The code is `card_declined` where the row names none. A new row goes last: its place is
 * in the number of its test card, and cards are kept.
 */
const rows = {
  authentication_required: [
    '1A',
    null,
    'Your card was declined. This transaction requires authentication.',
    'authentication_required',
  ],
  approve_with_id: ['08', AGAIN, DECLINED],
  call_issuer: ['02', AGAIN, 'Your card was declined. You can call your bank for details.'],
  card_not_supported: ['57', NEVER, NOT_FOR_THIS],
  card_velocity_exceeded: ['61', AGAIN, TOO_MUCH],
  currency_not_supported: ['57', NEVER, 'Your card does not support this currency.'],
  do_not_honor: ['05', AGAIN, DECLINED],
  do_not_try_again: ['05', NEVER, DECLINED],
  duplicate_transaction: ['94', NEVER, DECLINED],
  expired_card: ['54', NEVER, 'Your card has expired.', 'expired_card', 'exp_month'],
  fraudulent: ['59', NEVER, DECLINED],
  generic_decline: ['01', AGAIN, DECLINED],
  incorrect_number: ['14', CONFIRM, NUMBER_INCORRECT, 'incorrect_number', 'number'],
  incorrect_cvc: ['N7', CONFIRM, "Your card's security code is incorrect.", 'incorrect_cvc', 'cvc'],
  incorrect_pin: ['55', CONFIRM, DECLINED],
  incorrect_zip: [
    null,
    CONFIRM,
    'The zip code you supplied failed validation.',
    'incorrect_zip',
    'address_zip',
  ],
  insufficient_funds: ['51', AGAIN, 'Your card has insufficient funds.'],
  invalid_account: ['46', NEVER, 'Invalid account.'],
  invalid_amount: ['13', CONFIRM, DECLINED],
  invalid_cvc: ['N7', CONFIRM, "Your card's security code is invalid.", 'invalid_cvc', 'cvc'],
  invalid_expiry_month: [
    '54',
    CONFIRM,
    "Your card's expiration month is invalid.",
    'invalid_expiry_month',
    'exp_month',
  ],
  invalid_expiry_year: [
    '54',
    CONFIRM,
    "Your card's expiration year is invalid.",
    'invalid_expiry_year',
    'exp_year',
  ],
  invalid_number: ['14', CONFIRM, NUMBER_INCORRECT, 'invalid_number', 'number'],
  invalid_pin: ['55', CONFIRM, DECLINED],
  issuer_not_available: ['91', AGAIN, TRY_AGAIN],
  lost_card: ['41', NEVER, DECLINED],
  merchant_blacklist: [null, NEVER, DECLINED],
  new_account_information_available: ['05', CONFIRM, DECLINED],
  no_action_taken: ['21', AGAIN, DECLINED],
  not_permitted: ['57', NEVER, DECLINED],
  offline_pin_required: ['65', CONFIRM, DECLINED],
  online_or_offline_pin_required: ['65', CONFIRM, DECLINED],
  pickup_card: ['04', NEVER, DECLINED],
  pin_try_exceeded: ['75', NEVER, DECLINED],
  processing_error: ['96', AGAIN, TRY_AGAIN, 'processing_error'],
  reenter_transaction: ['19', AGAIN, TRY_AGAIN],
  restricted_card: ['62', NEVER, DECLINED],
  revocation_of_all_authorizations: ['R3', NEVER, DECLINED],
  revocation_of_authorization: ['R1', NEVER, DECLINED],
  security_violation: ['63', NEVER, DECLINED],
  service_not_allowed: ['40', NEVER, NOT_FOR_THIS],
  stolen_card: ['43', NEVER, DECLINED],
  stop_payment_order: ['R0', NEVER, DECLINED],
  test_mode_live_card: [null, NEVER, NOT_A_TEST_CARD],
  testmode_decline: [null, NEVER, DECLINED],
  transaction_not_allowed: ['57', NEVER, NOT_FOR_THIS],
  try_again_later: ['05', AGAIN, DECLINED],
  withdrawal_count_limit_exceeded: ['65', AGAIN, TOO_MUCH],
} satisfies Record<string, Row>;

export type DeclineCode = keyof typeof rows;

export const decline_codes = Object.keys(rows) as DeclineCode[];

export function declineOf(decline_code: DeclineCode): Decline {
  const row: Row = rows[decline_code];
  const [network_decline_code, advice_code, message, code = 'card_declined', param = null] = row;
  return { code, decline_code, message, param, advice_code, network_decline_code };
}

/** The 402 that a decline is answered with; `about` names what was declined (`charge`, `payment_intent`, …). */
export function declineError(decline: Decline, about: Partial<ErrorBody> = {}): StripeError {
  const { code, decline_code, message, param, advice_code, network_decline_code } = decline;
  return errors.card(message, {
    code,
    decline_code,
    ...(param === null ? {} : { param }),
    ...(advice_code === null ? {} : { advice_code }),
    ...(network_decline_code === null ? {} : { network_decline_code }),
    ...about,
  });
}
