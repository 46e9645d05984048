import { cardDetails } from '../payment-methods/payment-method.ts';
import { asPaymentMethod, attach, card } from './card.ts';

const address = { line1: '1234 Fake Street', postal_code: '94102' };
const details = cardDetails(
  { number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc_provided: true },
  'AOB934RVNwzk6xtn',
  address,
);
const params = { address_line1: address.line1, address_zip: address.postal_code, name: 'Jenny Rosen' };
const nobodys = card('card_1', params, details);

it('makes all that the API shows of a card in a token', () => {
  expect(nobodys).toEqual({
    id: 'card_1',
    object: 'card',
    address_city: null,
    address_country: null,
    address_line1: '1234 Fake Street',
    address_line1_check: 'unchecked',
    address_line2: null,
    address_state: null,
    address_zip: '94102',
    address_zip_check: 'unchecked',
    brand: 'Visa',
    country: 'US',
    cvc_check: 'unchecked',
    dynamic_last4: null,
    exp_month: 8,
    exp_year: 2034,
    fingerprint: 'AOB934RVNwzk6xtn',
    funding: 'credit',
    last4: '4242',
    metadata: {},
    name: 'Jenny Rosen',
    networks: { preferred: null },
    regulated_status: 'unregulated',
    tokenization_method: null,
  });
  expect(card('card_1', { currency: 'USD' }, details).currency).toBe('usd');
});

it('becomes a customer’s with what the bank has checked', () => {
  const checks = { address_line1_check: 'pass', address_postal_code_check: 'fail', cvc_check: 'pass' };
  expect(attach(nobodys, { ...details, checks }, 'cus_1')).toEqual({
    ...nobodys,
    address_line1_check: 'pass',
    address_zip_check: 'fail',
    customer: 'cus_1',
    cvc_check: 'pass',
  });
});

it('is a payment method at the same time', () => {
  const customers = attach(nobodys, details, 'cus_1');
  const identity = { id: 'card_1', created: 1_741_000_000, livemode: false };
  expect(asPaymentMethod(customers, details, identity)).toMatchObject({
    id: 'card_1',
    object: 'payment_method',
    billing_details: {
      address: { ...address, city: null, country: null, line2: null, state: null },
      email: null,
      name: 'Jenny Rosen',
    },
    card: details,
    customer: 'cus_1',
    type: 'card',
  });
});
