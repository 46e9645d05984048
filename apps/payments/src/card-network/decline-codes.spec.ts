import { StripeError } from '@pinstripe/kernel';
import { decline_codes, declineError, declineOf } from './decline-codes.ts';

/** "Decline codes", in the order of the page. */
const documented = [
  ...['authentication_required', 'approve_with_id', 'call_issuer', 'card_not_supported'],
  ...['card_velocity_exceeded', 'currency_not_supported', 'do_not_honor', 'do_not_try_again'],
  ...['duplicate_transaction', 'expired_card', 'fraudulent', 'generic_decline', 'incorrect_number'],
  ...['incorrect_cvc', 'incorrect_pin', 'incorrect_zip', 'insufficient_funds', 'invalid_account'],
  ...['invalid_amount', 'invalid_cvc', 'invalid_expiry_month', 'invalid_expiry_year', 'invalid_number'],
  ...['invalid_pin', 'issuer_not_available', 'lost_card', 'merchant_blacklist'],
  ...['new_account_information_available', 'no_action_taken', 'not_permitted', 'offline_pin_required'],
  ...['online_or_offline_pin_required', 'pickup_card', 'pin_try_exceeded', 'processing_error'],
  ...['reenter_transaction', 'restricted_card', 'revocation_of_all_authorizations'],
  ...['revocation_of_authorization', 'security_violation', 'service_not_allowed', 'stolen_card'],
  ...['stop_payment_order', 'testmode_decline', 'transaction_not_allowed', 'try_again_later'],
  'withdrawal_count_limit_exceeded',
];

it('has every documented decline code, and the one for cards that are no test cards', () => {
  expect([...decline_codes].sort()).toEqual([...documented, 'test_mode_live_card'].sort());
});

it.each([
  ['generic_decline', 'card_declined', null, 'Your card was declined.'],
  ['lost_card', 'card_declined', null, 'Your card was declined.'],
  ['stolen_card', 'card_declined', null, 'Your card was declined.'],
  ['fraudulent', 'card_declined', null, 'Your card was declined.'],
  ['do_not_honor', 'card_declined', null, 'Your card was declined.'],
  ['insufficient_funds', 'card_declined', null, 'Your card has insufficient funds.'],
  ['transaction_not_allowed', 'card_declined', null, 'Your card does not support this type of purchase.'],
  [
    'card_velocity_exceeded',
    'card_declined',
    null,
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  ],
  ['expired_card', 'expired_card', 'exp_month', 'Your card has expired.'],
  ['incorrect_cvc', 'incorrect_cvc', 'cvc', "Your card's security code is incorrect."],
  [
    'processing_error',
    'processing_error',
    null,
    'An error occurred while processing your card. Try again in a little bit.',
  ],
  [
    'authentication_required',
    'authentication_required',
    null,
    'Your card was declined. This transaction requires authentication.',
  ],
] as const)('%s is the error %s', (decline_code, code, param, message) => {
  expect(declineOf(decline_code)).toMatchObject({ decline_code, code, param, message });
});

it('makes the 402 that the API answers', () => {
  const error = declineError(declineOf('expired_card'), { charge: 'ch_1' });
  expect(error).toBeInstanceOf(StripeError);
  expect(error.status).toBe(402);
  expect(error.body).toEqual({
    type: 'card_error',
    code: 'expired_card',
    decline_code: 'expired_card',
    doc_url: 'https://stripe.com/docs/error-codes/expired-card',
    message: 'Your card has expired.',
    param: 'exp_month',
    advice_code: 'do_not_try_again',
    network_decline_code: '54',
    charge: 'ch_1',
  });
});

it('leaves out of the error what there is not', () => {
  expect(Object.keys(declineError(declineOf('merchant_blacklist')).body).sort()).toEqual(
    ['advice_code', 'code', 'decline_code', 'doc_url', 'message', 'type'].sort(),
  );
});
