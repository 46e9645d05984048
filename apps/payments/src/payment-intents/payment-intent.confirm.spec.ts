import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { create } from './payment-intent.ts';
import {
  actionRequired,
  authenticationError,
  authorization,
  confirm,
  refused,
} from './payment-intent.confirm.ts';

const DAY = 24 * 60 * 60;
const created = 1_740_000_000;
const intent = create({ amount: 2000, currency: 'usd' }, { id: 'pi_1', created, livemode: false }, 'secret');
const payment_method = { id: 'pm_1', billing_details: { address: null }, card: {} } as PaymentMethod;

it('asks the bank at the time of the attempt, however old the intent is', () => {
  const request = authorization(intent, {}, payment_method, false, created + 8 * DAY);
  expect(request).toMatchObject({ amount: 2000, requested_at: created + 8 * DAY });
});

describe('an intent that waited for its cardholder', () => {
  const next_action = { type: 'redirect_to_url', redirect_to_url: { return_url: null, url: '/' } };
  const waiting = actionRequired(intent, next_action);

  it('waits no more once it is confirmed again', () => {
    expect(waiting).toMatchObject({ next_action, status: 'requires_action' });
    expect(confirm(waiting, {}, 'pm_1', created)).toEqual({
      ...intent,
      payment_method: 'pm_1',
      status: 'requires_confirmation',
    });
  });

  it('fails without a charge where nobody is there to authenticate', () => {
    const error = authenticationError(payment_method);
    expect(refused({ ...waiting, latest_charge: 'ch_before' }, error)).toEqual({
      ...intent,
      last_payment_error: error.body,
      latest_charge: 'ch_before',
    });
    expect(refused(waiting, error, 'ch_1')).toMatchObject({ latest_charge: 'ch_1', next_action: null });
  });
});
