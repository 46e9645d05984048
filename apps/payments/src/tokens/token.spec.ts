import { StripeError } from '@pinstripe/kernel';
import { card } from '../cards/card.ts';
import { cardDetails } from '../payment-methods/payment-method.ts';
import { create, tokenSubject, use } from './token.ts';

const visa = card(
  'card_1',
  {},
  cardDetails({ number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc_provided: true }, 'AO', null),
);
const token = create({ card: visa }, '192.0.2.1', { id: 'tok_1', created: 1_741_000_000, livemode: false });

function refusal(work: () => void): StripeError['body'] & { status: number } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { ...error.body, status: error.status };
  }
  throw new Error('nothing was refused');
}

it('makes all that the API shows of a token', () => {
  expect(token).toEqual({
    id: 'tok_1',
    object: 'token',
    card: visa,
    client_ip: '192.0.2.1',
    created: 1_741_000_000,
    livemode: false,
    type: 'card',
    used: false,
  });
});

it('is used once', () => {
  const used = use(token);
  expect(used).toEqual({ ...token, used: true });
  expect(refusal(() => use(used))).toMatchObject({
    status: 400,
    type: 'invalid_request_error',
    code: 'token_already_used',
    message: 'You cannot use a Stripe token more than once: tok_1.',
  });
});

it.each<[object, object]>([
  [{}, { code: 'parameter_missing', status: 400 }],
  [
    { account: '', customer: '' },
    { code: 'parameter_missing', status: 400 },
  ],
  [{ card: 'card_1' }, { param: 'card', status: 400 }],
  [
    { card: 'card_1', customer: 'cus_1' },
    { param: 'customer', status: 400 },
  ],
  [{ customer: 'cus_1' }, { param: 'customer', status: 400 }],
  [{ bank_account: 'ba_1' }, { param: 'bank_account', status: 400 }],
  [{ bank_account: { country: 'US' } }, { code: 'parameter_missing', param: 'bank_account[account_number]' }],
  [{ bank_account: { account_number: '1' } }, { code: 'parameter_missing', param: 'bank_account[country]' }],
  [{ bank_account: { country: 'US', payment_method: 'pm_1' } }, { param: 'bank_account[payment_method]' }],
  [{ cvc_update: { cvc: '12' } }, { code: 'invalid_cvc', status: 402 }],
  [{ pii: {} }, { code: 'parameter_missing', param: 'pii[id_number]' }],
  [
    { pii: { id_number: '1' }, cvc_update: { cvc: '123' } },
    { code: 'parameters_exclusive', param: 'cvc_update', status: 400 },
  ],
])('refuses %j', (params, expected) => {
  expect(refusal(() => tokenSubject(params))).toMatchObject(expected);
});

it('takes an empty parameter as asking for nothing', () => {
  const its_card = { number: '4242424242424242', exp_month: '8', exp_year: '2034' };
  const empty = { account: '', customer: '' } as object;
  expect(tokenSubject({ ...empty, card: its_card })).toEqual({ kind: 'card', card: its_card });
});
