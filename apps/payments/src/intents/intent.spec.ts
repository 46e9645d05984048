import { StripeError } from '@pinstripe/kernel';
import { type Intent, paymentMethodMissing, requireConfirm, requireStatus } from './intent.ts';

const TABLE = {
  open: ['cancel', 'capture', 'confirm', 'increment_authorization', 'update'],
  half: ['cancel', 'capture', 'confirm', 'increment_authorization', 'update'],
  succeeded: [],
  canceled: [],
} as const;

const payment = (status: keyof typeof TABLE) => ({ object: 'payment_intent' as const, status });
const setup = (status: keyof typeof TABLE) => ({ object: 'setup_intent' as const, status });

function refusal(work: () => void): StripeError['body'] {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error.body;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('an intent in a status that does not allow', () => {
  it.each<[(typeof TABLE)['open'][number], Intent<keyof typeof TABLE>, string]>([
    [
      'cancel',
      payment('succeeded'),
      'You cannot cancel this PaymentIntent because it has a status of succeeded.',
    ],
    [
      'cancel',
      setup('canceled'),
      'Only a SetupIntent with one of the following statuses may be canceled: open, half.',
    ],
    [
      'capture',
      payment('canceled'),
      'This PaymentIntent could not be captured because it has a status of canceled.',
    ],
    [
      'confirm',
      payment('canceled'),
      'You cannot confirm this PaymentIntent because it has a status of canceled.',
    ],
    ['confirm', payment('succeeded'), 'it has already succeeded after being previously confirmed.'],
    ['confirm', setup('succeeded'), 'You cannot confirm this SetupIntent because it has already succeeded.'],
    [
      'increment_authorization',
      payment('canceled'),
      "This PaymentIntent's authorization could not be incremented",
    ],
    [
      'update',
      setup('succeeded'),
      "This SetupIntent's usage could not be updated because it has a status of succeeded.",
    ],
  ])('%s: %j', (action, intent, message) => {
    const { object } = intent;
    expect(refusal(() => requireStatus(TABLE, intent, action, 'usage'))).toMatchObject({
      code: `${object}_unexpected_state`,
      message: expect.stringContaining(message),
      [object]: intent,
    });
    expect(() => requireStatus(TABLE, { ...intent, status: 'open' }, action, 'usage')).not.toThrow();
  });

  it('confirming without a payment method', () => {
    expect(paymentMethodMissing(setup('open')).body).toMatchObject({
      code: 'setup_intent_unexpected_state',
      message: expect.stringContaining(
        "You cannot confirm this SetupIntent because it's missing a payment method.",
      ),
    });
  });
});

it.each([
  [{}, null],
  [{ amount: 1 }, null],
  [{ return_url: 'https://example.com', confirm: true }, null],
  [{ return_url: 'https://example.com' }, 'return_url'],
  [{ off_session: false, confirm: false }, 'off_session'],
])('takes %j at its creation, but for %j', (params, refused) => {
  const create = () => requireConfirm('setup_intent', params, ['off_session', 'return_url']);
  if (refused === null) expect(create).not.toThrow();
  else {
    expect(refusal(create)).toMatchObject({
      message: `The parameter ${refused} cannot be passed when creating a SetupIntent unless confirm is set to true.`,
      param: refused,
    });
  }
});
