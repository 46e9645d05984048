import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';
import { type Demand, fittingTypes, paymentMethodTypes } from './payment-method-types.ts';

const plain = PAYMENT_METHOD_TYPES['card']!;
const facts = {
  everywhere: plain,
  in_eur: { ...plain, currencies: ['eur'] },
  elsewhere: { ...plain, payer_action: 'redirect' as const },
  at_once: { ...plain, capturable_for: null },
  never_again: { ...plain, sets_up: [] },
  turned_off: plain,
};
const on = new Set(['never_again', 'at_once', 'elsewhere', 'in_eur', 'everywhere']);
const always = { automatic_payment_methods: { allow_redirects: 'always' as const }, currency: 'eur' };

it.each<[Demand, string[]]>([
  [always, ['everywhere', 'in_eur', 'elsewhere', 'at_once', 'never_again']],
  [{ ...always, currency: 'usd' }, ['everywhere', 'elsewhere', 'at_once', 'never_again']],
  [
    { ...always, automatic_payment_methods: { allow_redirects: 'never' } },
    ['everywhere', 'in_eur', 'at_once', 'never_again'],
  ],
  [{ ...always, capture_method: 'manual' }, ['everywhere', 'in_eur', 'elsewhere', 'never_again']],
  [{ ...always, setup_future_usage: 'off_session' }, ['everywhere', 'in_eur', 'elsewhere', 'at_once']],
  [
    { automatic_payment_methods: null, usage: 'on_session' },
    ['everywhere', 'in_eur', 'elsewhere', 'at_once'],
  ],
])('%j is offered %j', (demand, types) => {
  expect(fittingTypes(on, demand, facts)).toEqual(types);
});

it('offers what is turned on, and can do what is demanded', () => {
  const demand = { ...always, capture_method: 'manual', setup_future_usage: 'on_session' as const };
  expect(fittingTypes(new Set(['card', 'link']), demand)).toEqual(['card']);
  expect(fittingTypes(new Set(['link']), demand)).toEqual([]);
});

it('refuses by name what is no type', () => {
  expect(paymentMethodTypes(['card', 'card_present'])).toEqual(['card', 'card_present']);
  for (const type of ['billie', 'toString', '']) {
    expect(() => paymentMethodTypes(['card', type])).toThrow(`The payment method type "${type}" is invalid`);
  }
});
