import { StripeError } from '@pinstripe/kernel';
import { card } from '../cards/card.ts';
import { cardDetails } from '../payment-methods/payment-method.ts';
import { cardParam, create, use } from './token.ts';

const visa = card(
  'card_1',
  {},
  cardDetails({ number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc_provided: true }, 'AO', null),
);
const token = create(visa, '192.0.2.1', { id: 'tok_1', created: 1_741_000_000, livemode: false });

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

it.each([
  [{}, { code: 'parameter_missing', status: 400 }],
  [{ card: 'card_1' }, { param: 'card', status: 501 }],
  ...['account', 'bank_account', 'customer', 'cvc_update', 'person', 'pii'].map((param): [object, object] => [
    { [param]: {} },
    { param, status: 501 },
  ]),
])('refuses %j', (params, expected) => {
  expect(refusal(() => cardParam(params))).toMatchObject(expected);
});
