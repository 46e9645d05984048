import { StripeError } from '@pinstripe/kernel';
import type { Charge } from '../charges/charge.ts';
import { cancel, create, type PaymentIntent, seenBy, STATUSES, update } from './payment-intent.ts';
import { captured, expired, requireCapture, requireIncrement } from './payment-intent.capture.ts';
import { authorized, confirm } from './payment-intent.confirm.ts';

const NOW = 1_740_000_000;
const identity = { id: 'pi_1', created: NOW, livemode: false };
const intent = create({ amount: 2000, currency: 'USD' }, identity, 'secret');
const charge = {
  id: 'ch_1',
  amount: 2000,
  captured: false,
  payment_method_details: { type: 'card', card: {} },
} as unknown as Charge;

const inStatus = (status: PaymentIntent['status']): PaymentIntent => ({
  ...intent,
  status,
  amount_capturable: status === 'requires_capture' ? 2000 : 0,
  latest_charge: 'ch_1',
});

const actions: Record<string, (from: PaymentIntent) => unknown> = {
  cancel: (from) => cancel(from, null, NOW),
  capture: (from) => requireCapture(from),
  confirm: (from) => confirm(from, {}, 'pm_1'),
  update: (from) => update(from, { amount: 3000 }),
};

describe('statuses and actions', () => {
  const cases = Object.entries(STATUSES).flatMap(([status, allowed]) =>
    Object.keys(actions).map(
      (action) => [status, action, (allowed as readonly string[]).includes(action)] as const,
    ),
  );

  it.each(cases)('in %s, %s is allowed: %s', async (status, action, allowed) => {
    const attempt = (async () => actions[action]!(inStatus(status as PaymentIntent['status'])))();
    if (allowed) await expect(attempt).resolves.toBeDefined();
    else {
      await expect(attempt).rejects.toMatchObject({
        status: 400,
        body: { code: 'payment_intent_unexpected_state', payment_intent: { id: 'pi_1' } },
      });
    }
  });
});

describe('create', () => {
  it.each([
    [{ amount: 49, currency: 'usd' }, 'amount_too_small', 'amount'],
    [{ amount: 100_000_000, currency: 'usd' }, 'amount_too_large', 'amount'],
    [{ amount: 0, currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 2000, currency: 'xyz' }, undefined, 'currency'],
    [
      { amount: 2000, currency: 'usd', statement_descriptor: '<x>' },
      'invalid_characters',
      'statement_descriptor',
    ],
    [{ amount: 2000, currency: 'usd', receipt_email: 'nobody' }, 'email_invalid', 'receipt_email'],
  ])('refuses %j', (params, code, param) => {
    const error = thrownBy(() => create(params, identity, 's'));
    expect(error.body).toMatchObject({ type: 'invalid_request_error', param });
    expect(error.body.code).toBe(code);
  });

  it('says that a parameter is not built instead of ignoring it', () => {
    const error = thrownBy(() =>
      create({ amount: 2000, currency: 'usd', on_behalf_of: 'acct_1' }, identity, 's'),
    );
    expect(error).toMatchObject({ status: 501, body: { param: 'on_behalf_of' } });
  });

  it('shows a publishable key only what a page needs', () => {
    expect(seenBy(intent, 'publishable')).not.toHaveProperty('metadata');
    expect(seenBy(intent, 'publishable')).toHaveProperty('client_secret', 'pi_1_secret_secret');
    expect(seenBy(intent, 'secret')).toBe(intent);
  });
});

describe('capture', () => {
  const held = inStatus('requires_capture');

  it('takes all of it unless told otherwise', () => {
    expect(captured(held, charge, {})).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      amount_capturable: 0,
    });
  });

  it('takes a part, and releases the rest', () => {
    expect(captured(held, charge, { amount_to_capture: 500 })).toMatchObject({
      amount_received: 500,
      amount_capturable: 0,
    });
  });

  it.each([2001, 0, -1])('refuses to take %d of 2000', (amount_to_capture) => {
    expect(thrownBy(() => captured(held, charge, { amount_to_capture })).body.param).toBe(
      'amount_to_capture',
    );
  });

  it('goes on when the card allows several captures', () => {
    const several = withCard({ multicapture: { status: 'available' } });
    const first = captured(held, several, { amount_to_capture: 500, final_capture: false });
    expect(first).toMatchObject({
      status: 'requires_capture',
      amount_received: 500,
      amount_capturable: 1500,
    });
    expect(captured(first, several, { amount_to_capture: 0 })).toMatchObject({
      status: 'succeeded',
      amount_received: 500,
    });
    expect(expired(first, NOW)).toMatchObject({ status: 'succeeded', amount_capturable: 0 });
    expect(thrownBy(() => captured(held, charge, { final_capture: false })).body.param).toBe('final_capture');
  });

  it('takes more when the card allows overcapture', () => {
    const over = withCard({ overcapture: { status: 'available', maximum_amount_capturable: 2400 } });
    expect(captured(held, over, { amount_to_capture: 2400 })).toMatchObject({
      amount: 2400,
      amount_received: 2400,
    });
    expect(thrownBy(() => captured(held, over, { amount_to_capture: 2401 })).body.code).toBe(
      'amount_too_large',
    );
  });

  it('is canceled when nobody captured anything in time', () => {
    expect(expired(held, NOW)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
      canceled_at: NOW,
    });
  });

  it('can be raised only where that was asked for', () => {
    const increments = withCard({ incremental_authorization: { status: 'available' } });
    expect(() => requireIncrement(held, increments, { amount: 2500 })).not.toThrow();
    expect(thrownBy(() => requireIncrement(held, increments, { amount: 2000 })).body.param).toBe('amount');
    expect(thrownBy(() => requireIncrement(held, charge, { amount: 2500 })).body.code).toBe(
      'payment_intent_unexpected_state',
    );
  });
});

it('succeeds, or waits for its capture, as the charge does', () => {
  expect(authorized(intent, { ...charge, captured: true })).toMatchObject({
    status: 'succeeded',
    amount_received: 2000,
  });
  expect(authorized(intent, charge)).toMatchObject({ status: 'requires_capture', amount_capturable: 2000 });
});

function withCard(card: object): Charge {
  return { ...charge, payment_method_details: { type: 'card', card } } as unknown as Charge;
}

function thrownBy(work: () => unknown): StripeError {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
