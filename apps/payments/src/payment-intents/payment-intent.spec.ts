import { StripeError } from '@pinstripe/kernel';
import type { Charge } from '../charges/charge.ts';
import { cancel, create, type PaymentIntent, seenBy, STATUSES, update } from './payment-intent.ts';
import {
  capture,
  giveUp,
  requireCapture,
  requireIncrement,
  requireMoreCaptures,
} from './payment-intent.capture.ts';
import { authorized, confirm } from './payment-intent.confirm.ts';

const NOW = 1_740_000_000;
const identity = { id: 'pi_1', created: NOW, livemode: false };
const intent = create({ amount: 2000, currency: 'USD' }, identity, 'secret');
const later = { confirms: false, now: NOW };
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
  confirm: (from) => confirm(from, {}, 'pm_1', NOW),
  update: (from) => update(from, { amount: 3000 }, later),
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

  const card = (options: object) => ({ payment_method_options: { card: options } });

  it.each([
    [{ payment_method_types: ['card'], statement_descriptor: 'RUNCLUB' }, 'statement_descriptor'],
    [{ application_fee_amount: 10 }, 'application_fee_amount'],
    [card({ moto: true }), 'payment_method_options[card][moto]'],
  ])('refuses %j for its %s, then and later', (params, param) => {
    const asked = { amount: 2000, currency: 'usd', ...params };
    expect(thrownBy(() => create(asked, identity, 's'))).toMatchObject({ status: 400, body: { param } });
    expect(thrownBy(() => update(intent, params, later))).toMatchObject({ status: 400, body: { param } });
  });

  it('may be described for what may not be a card', () => {
    const asked = { amount: 2000, currency: 'usd', statement_descriptor: 'RUNCLUB' };
    expect(create(asked, identity, 's')).toMatchObject({ statement_descriptor: 'RUNCLUB' });
    const by_card = create(
      { ...asked, statement_descriptor: '', payment_method_types: ['card'] },
      identity,
      's',
    );
    expect(thrownBy(() => update(by_card, { statement_descriptor: 'RUNCLUB' }, later)).body).toMatchObject({
      param: 'statement_descriptor',
    });
  });

  it('keeps what is asked of a card that is present, or of Interac', () => {
    const card_present = { request_extended_authorization: true };
    const asked = {
      amount: 2000,
      currency: 'cad',
      payment_method_options: { card_present, interac_present: {} },
    };
    const kept = {
      card_present: { ...card_present, request_incremental_authorization_support: null },
      interac_present: {},
    };
    const created = create(asked, identity, 's');
    expect(created.payment_method_options).toMatchObject(kept);
    expect(update(created, {}, later).payment_method_options).toMatchObject(kept);
  });

  it('takes the token of a security code only with the confirmation, and does not keep it', () => {
    const asked = { amount: 2000, currency: 'usd', ...card({ cvc_token: 'cvctok_1' }) };
    expect(thrownBy(() => create(asked, identity, 's'))).toMatchObject({
      status: 400,
      body: { param: 'payment_method_options[card][cvc_token]' },
    });
    const { payment_method_options } = create({ ...asked, confirm: true }, identity, 's');
    expect(payment_method_options!.card).not.toHaveProperty('cvc_token');
  });

  it('keeps the options of a card, until they are unset', () => {
    const chosen = { capture_method: 'manual', setup_future_usage: 'off_session' } as const;
    const manual = update(intent, card({ ...chosen, moto: false, cvc_token: '' }), later);
    expect(manual.payment_method_options).toEqual({ card: chosen });
    const unset = update(manual, card({ capture_method: '', setup_future_usage: '' }), later);
    expect(unset.payment_method_options).toEqual({ card: {} });
  });

  it('shows a publishable key only what a page needs', () => {
    expect(seenBy(intent, 'publishable')).not.toHaveProperty('metadata');
    expect(seenBy(intent, 'publishable')).toHaveProperty('client_secret', 'pi_1_secret_secret');
    expect(seenBy(intent, 'secret')).toBe(intent);
  });
});

describe('capture', () => {
  const taken = (...[from, of, params]: Parameters<typeof capture>) => capture(from, of, params).intent;
  const held = inStatus('requires_capture');

  it('takes all of it unless told otherwise', () => {
    expect(taken(held, charge, {})).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      amount_capturable: 0,
    });
  });

  it('takes a part, and releases the rest', () => {
    expect(taken(held, charge, { amount_to_capture: 500 })).toMatchObject({
      amount_received: 500,
      amount_capturable: 0,
    });
  });

  it.each([2001, 0, -1])('refuses to take %d of 2000', (amount_to_capture) => {
    expect(thrownBy(() => taken(held, charge, { amount_to_capture })).body.param).toBe('amount_to_capture');
  });

  it('goes on when the card allows several captures', () => {
    const several = withCard({ multicapture: { status: 'available' } });
    const first = taken(held, several, { amount_to_capture: 500, final_capture: false });
    expect(first).toMatchObject({
      status: 'requires_capture',
      amount_received: 500,
      amount_capturable: 1500,
    });
    expect(taken(first, several, { amount_to_capture: 0 })).toMatchObject({
      status: 'succeeded',
      amount_received: 500,
    });
    expect(giveUp(first, 'automatic', NOW)).toMatchObject({ status: 'succeeded', amount_capturable: 0 });
    expect(thrownBy(() => taken(held, charge, { final_capture: false })).body.param).toBe('final_capture');
  });

  it('takes more when the card allows overcapture', () => {
    const over = withCard({ overcapture: { status: 'available', maximum_amount_capturable: 2400 } });
    expect(taken(held, over, { amount_to_capture: 2400 })).toMatchObject({
      amount: 2400,
      amount_received: 2400,
    });
    expect(thrownBy(() => taken(held, over, { amount_to_capture: 2401 })).body.code).toBe('amount_too_large');
  });

  it('describes the payment anew', () => {
    const of = { ...charge, statement_descriptor: null, statement_descriptor_suffix: null };
    const described = { statement_descriptor_suffix: '10K' };
    const captured = capture(
      { ...held, metadata: { kept: '1' } },
      { ...of, receipt_email: null, transfer_group: null },
      { ...described, amount_to_capture: 500, metadata: { order: '2' } },
    );
    expect(captured).toMatchObject({
      amount: 500,
      final: true,
      intent: { ...described, metadata: { kept: '1', order: '2' } },
      charge: { ...described, calculated_statement_descriptor: 'PINSTRIPE* 10K', captured: false },
    });
    for (const statement_descriptor of ['<x>', 'RUNCLUB']) {
      const refused = () => capture(held, of, { statement_descriptor });
      expect(thrownBy(refused).body).toMatchObject({ param: 'statement_descriptor' });
    }
    expect(thrownBy(() => capture(held, of, { application_fee_amount: 1 })).body.param).toBe(
      'application_fee_amount',
    );
  });

  it('is canceled when nobody captured anything in time', () => {
    expect(giveUp(held, 'automatic', NOW)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
      canceled_at: NOW,
    });
  });

  it('can be raised only where that was asked for', () => {
    const increments = withCard({ incremental_authorization: { status: 'available' } });
    expect(() => requireIncrement(held, increments, 0, { amount: 2500 })).not.toThrow();
    expect(thrownBy(() => requireIncrement(held, increments, 0, { amount: 2000 })).body.param).toBe('amount');
    expect(thrownBy(() => requireIncrement(held, charge, 0, { amount: 2500 })).body.code).toBe(
      'payment_intent_unexpected_state',
    );
  });

  it.each([
    [2000, 'usd', 520_00],
    [1_000_00, 'usd', 6_000_00],
    [2000, 'jpy', 52_000],
    [2000, 'amd', null],
  ])('of %i %s can be raised to %s at once', (amount, currency, most) => {
    const increments = withCard({ incremental_authorization: { status: 'available' } });
    const from = { ...held, amount, currency };
    const raising = (to: number) => () => requireIncrement(from, increments, 0, { amount: to });
    expect(raising(most ?? 99_999_999)).not.toThrow();
    if (most !== null) expect(thrownBy(raising(most + 1)).body.code).toBe('amount_too_large');
  });

  it('is captured in fifty parts at most', () => {
    expect(() => requireMoreCaptures(49)).not.toThrow();
    expect(thrownBy(() => requireMoreCaptures(50)).status).toBe(400);
  });

  it('can be raised ten times, whatever the bank says', () => {
    const increments = withCard({ incremental_authorization: { status: 'available' } });
    expect(() => requireIncrement(held, increments, 9, { amount: 2500 })).not.toThrow();
    expect(thrownBy(() => requireIncrement(held, increments, 10, { amount: 2500 }))).toMatchObject({
      status: 400,
      body: { code: 'payment_intent_unexpected_state', payment_intent: held },
    });
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
