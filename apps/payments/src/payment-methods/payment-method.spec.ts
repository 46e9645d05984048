import { StripeError } from '@pinstripe/kernel';
import {
  attach,
  type CardDetails,
  cardDetails,
  cardParams,
  create,
  detach,
  type PaymentMethod,
  preferNetwork,
  update,
  withChecks,
} from './payment-method.ts';
import {
  type FutureUsage,
  futureUsage,
  type PaymentMethodPrivate,
  requireAttachable,
  requireDetachable,
  requireRoom,
  requireUpdatable,
  requireUsable,
} from './payment-method.use.ts';

const identity = { id: 'pm_1', created: 1_741_000_000, livemode: false };
const visa = details('4242424242424242');
const method = create({}, visa, identity);
const attached = attach(method, 'cus_1', null);

function details(number: string): CardDetails {
  return cardDetails({ number, exp_month: 8, exp_year: 2034, cvc_provided: true }, 'AOB934RVNwzk6xtn', null);
}

function refusal(work: () => void): StripeError['body'] & { status: number } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { ...error.body, status: error.status };
  }
  throw new Error('nothing was refused');
}

describe('create', () => {
  it('makes all that the API shows of a card', () => {
    expect(method).toEqual({
      id: 'pm_1',
      object: 'payment_method',
      allow_redisplay: 'unspecified',
      billing_details: {
        address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
        email: null,
        name: null,
        phone: null,
      },
      card: {
        brand: 'visa',
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
        country: 'US',
        display_brand: 'visa',
        exp_month: 8,
        exp_year: 2034,
        fingerprint: 'AOB934RVNwzk6xtn',
        funding: 'credit',
        generated_from: null,
        last4: '4242',
        networks: { available: ['visa'], preferred: null },
        regulated_status: 'unregulated',
        three_d_secure_usage: { supported: true },
        wallet: null,
      },
      created: 1_741_000_000,
      customer: null,
      livemode: false,
      metadata: {},
      type: 'card',
    });
  });

  it('takes what the client says', () => {
    const params = {
      allow_redisplay: 'always',
      billing_details: { address: { line1: '1 Main Street', postal_code: '94102' }, name: 'Jenny Rosen' },
      metadata: { order: 1 },
      radar_options: { session: 'rse_1' },
    } as const;
    expect(create(params, visa, identity)).toMatchObject({
      allow_redisplay: 'always',
      billing_details: {
        address: { line1: '1 Main Street', line2: null, postal_code: '94102' },
        name: 'Jenny Rosen',
      },
      metadata: { order: '1' },
      radar_options: { session: 'rse_1' },
    });
  });
});

describe('cardParams', () => {
  const card = { number: '4242424242424242', exp_month: 8, exp_year: 2034 };

  it('answers a card, or a token', () => {
    expect(cardParams({ type: 'card', card })).toEqual(card);
    expect(cardParams({ type: 'card', card: { ...card, cvc: '123' } })).toEqual({ ...card, cvc: '123' });
    expect(cardParams({ type: 'card', card: { token: 'tok_visa' } })).toEqual({ token: 'tok_visa' });
  });

  it.each([
    [{ type: 'card' }, { code: 'parameter_missing', param: 'card' }],
    [
      { type: 'card', card: {} },
      { code: 'parameter_missing', param: 'card[number]' },
    ],
    [
      { type: 'card', card: { ...card, exp_month: undefined } },
      { code: 'parameter_missing', param: 'card[exp_month]' },
    ],
    [
      { type: 'card', card: { ...card, exp_year: undefined } },
      { code: 'parameter_missing', param: 'card[exp_year]' },
    ],
    [{ type: 'card', card: { ...card, token: 'tok_1' } }, { param: 'card[token]' }],
  ])('refuses %j', (params, expected) => {
    expect(refusal(() => cardParams(params as never))).toMatchObject(expected);
  });
});

describe('update', () => {
  const at_home = update(attached, {
    billing_details: { address: { line1: '1 Main Street', city: 'Paris' }, email: 'jenny@example.com' },
    metadata: { a: '1', b: '2' },
  });

  it.each<[object, object]>([
    [{ metadata: { a: '', c: '3' } }, { metadata: { b: '2', c: '3' } }],
    [{ metadata: '' }, { metadata: {} }],
    [{ allow_redisplay: 'limited' }, { allow_redisplay: 'limited' }],
    [{ card: { exp_month: 1, exp_year: 2040 } }, { card: { exp_month: 1, exp_year: 2040, last4: '4242' } }],
    [{ card: { exp_year: 2040 } }, { card: { exp_month: 8, exp_year: 2040 } }],
    [
      { billing_details: { address: { line1: '' }, phone: '+1' } },
      {
        billing_details: {
          address: { line1: null, city: 'Paris' },
          email: 'jenny@example.com',
          phone: '+1',
        },
      },
    ],
    [
      { billing_details: { address: '', email: '' } },
      { billing_details: { address: { line1: null, city: null, country: null }, email: null } },
    ],
  ])('by %j', (params, expected) => {
    const updated = update(at_home, params);
    expect(updated).toMatchObject(expected);
    expect({ ...at_home, ...expected, card: updated.card, billing_details: updated.billing_details }).toEqual(
      updated,
    );
  });

  it('knows nothing of other types', () => {
    expect(refusal(() => update(attached, { us_bank_account: {} }))).toMatchObject({
      code: 'parameter_unknown',
      param: 'us_bank_account',
    });
  });
});

describe('preferNetwork', () => {
  const co_branded = details('4000002500001001');
  const chosen = preferNetwork(co_branded, 'cartes_bancaires');

  it.each<[string, CardDetails, string | undefined, string | null, string]>([
    ['unasked', co_branded, undefined, null, 'visa'],
    ['its second network', co_branded, 'cartes_bancaires', 'cartes_bancaires', 'cartes_bancaires'],
    ['its brand', chosen, 'visa', 'visa', 'visa'],
    ['a network that it has not', chosen, 'mastercard', 'invalid_preference', 'visa'],
    ['none any more', chosen, '', null, 'visa'],
    ['the only one', visa, 'visa', 'visa', 'visa'],
    [
      'another than its only one',
      details('378282246310005'),
      'visa',
      'invalid_preference',
      'american_express',
    ],
  ])('%s', (_, card, network, preferred, display_brand) => {
    expect(preferNetwork(card, network)).toEqual({
      ...card,
      display_brand,
      networks: { available: card.networks!.available, preferred },
    });
  });
});

it('shows the checks that were made, and keeps those that were not', () => {
  const checks = { address_line1_check: null, address_postal_code_check: 'fail', cvc_check: 'pass' };
  const checked = withChecks(visa, checks);
  expect(checked.checks).toEqual(checks);
  const again = { address_line1_check: 'pass', address_postal_code_check: null, cvc_check: null };
  expect(withChecks(checked, again).checks).toEqual({
    address_line1_check: 'pass',
    address_postal_code_check: 'fail',
    cvc_check: 'pass',
  });
  expect(withChecks(checked, null)).toBe(checked);
});

describe('who may use it for what', () => {
  const fresh = { vault: 'vault_1' };
  const spent = { vault: 'vault_1', used_by: 'pi_1' };
  const detached = { vault: 'vault_1', used_by: 'cus_1' };
  const again = /may not be used again/;
  const belongs = /^The `payment_method` parameter supplied pm_1 belongs to the Customer cus_1\./;
  const other = /^The PaymentMethod pm_1 does not belong to the Customer you supplied cus_2\./;
  const already = /already been attached to a customer/;

  it.each<[string, PaymentMethod, typeof spent | typeof fresh, string | null, RegExp | null]>([
    ['nobody’s, without a customer', method, fresh, null, null],
    ['nobody’s, for a customer', method, fresh, 'cus_1', null],
    ['its customer’s', attached, fresh, 'cus_1', null],
    ['a customer’s, without the customer', attached, fresh, null, belongs],
    ['a customer’s, for another', attached, fresh, 'cus_2', other],
    ['used up by another payment', method, spent, null, again],
    ['used up by another payment, for a customer', method, spent, 'cus_1', again],
    ['detached, for who had it', detach(attached), detached, 'cus_1', again],
  ])('a payment: %s', (_, payment_method, hidden, customer, refused) => {
    const pay = () => requireUsable(payment_method, hidden, { id: 'pi_2', customer });
    if (refused === null) expect(pay).not.toThrow();
    else expect(refusal(pay)).toMatchObject({ status: 400, message: expect.stringMatching(refused) });
  });

  it('lets the payment that used it come back to it', () => {
    expect(() => requireUsable(method, spent, { id: 'pi_1', customer: null })).not.toThrow();
  });

  it.each<[string, PaymentMethod, PaymentMethodPrivate, RegExp | null]>([
    ['nobody’s', method, fresh, null],
    ['a customer’s', attached, fresh, already],
    ['used up', method, spent, again],
    ['detached', detach(attached), detached, again],
    ['the account’s own', method, { ...fresh, attached_to_self: true }, /attached to your account/],
  ])('attaching: %s', (_, payment_method, hidden, refused) => {
    const attaching = () => requireAttachable(payment_method, hidden);
    if (refused === null) expect(attaching).not.toThrow();
    else expect(refusal(attaching)).toMatchObject({ status: 400, message: expect.stringMatching(refused) });
  });

  it.each<[string, () => void]>([
    ['paying with what is used up', () => requireUsable(method, spent, { id: 'pi_2', customer: null })],
    ['attaching what is used up', () => requireAttachable(method, spent)],
    ['attaching what a customer has', () => requireAttachable(attached, fresh)],
    ['updating what nobody has', () => requireUpdatable(method)],
    ['detaching what nobody has', () => requireDetachable(method)],
  ])('its state forbids %s', (_, work) => {
    expect(refusal(work)).toMatchObject({ status: 400, code: 'payment_method_unexpected_state' });
  });

  it('updates and detaches only what a customer has', () => {
    expect(refusal(() => requireUpdatable(method)).message).toMatch(/^You must save this PaymentMethod/);
    expect(refusal(() => requireDetachable(method)).message).toMatch(/detachment is impossible\.$/);
    expect(() => requireUpdatable(attached)).not.toThrow();
    expect(() => requireDetachable(attached)).not.toThrow();
  });

  it('leaves a customer 500', () => {
    expect(() => requireRoom('cus_1', 499)).not.toThrow();
    expect(refusal(() => requireRoom('cus_1', 500)).code).toBe('customer_max_payment_methods');
  });
});

describe('futureUsage', () => {
  const payment: FutureUsage = {
    customer: 'cus_1',
    setup_future_usage: 'on_session',
    payment_method_options: null,
  };
  const option = (setup_future_usage: 'none' | 'off_session') => ({ card: { setup_future_usage } });

  it.each<[Partial<FutureUsage>, 'off_session' | 'on_session' | null]>([
    [{}, 'on_session'],
    [{ customer: null }, null],
    [{ setup_future_usage: null }, null],
    [{ payment_method_options: option('off_session') }, 'off_session'],
    [{ payment_method_options: option('none') }, null],
    [{ setup_future_usage: null, payment_method_options: option('off_session') }, 'off_session'],
    [{ payment_method_options: { card: {} } }, 'on_session'],
  ])('%j', (changes, expected) => {
    expect(futureUsage({ ...payment, ...changes }, 'card')).toBe(expected);
  });
});
