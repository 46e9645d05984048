import type Stripe from 'stripe';
import { chargeDetails, noActiveCard, requireOwnSource } from './charge.create.ts';

it('takes what the parameters say', () => {
  expect(
    chargeDetails({ amount: 999, currency: 'EUR', description: 'Example', metadata: { order: 1 } }),
  ).toEqual({
    amount: 999,
    currency: 'eur',
    customer: null,
    description: 'Example',
    metadata: { order: '1' },
    payment_intent: null,
    radar_options: {},
    receipt_email: null,
    shipping: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_group: null,
  });
});

it.each`
  params                                                                  | expected
  ${{ currency: 'usd' }}                                                  | ${{ code: 'parameter_missing', param: 'amount' }}
  ${{ amount: 100 }}                                                      | ${{ code: 'parameter_missing', param: 'currency' }}
  ${{ amount: 49, currency: 'usd' }}                                      | ${{ code: 'amount_too_small', param: 'amount' }}
  ${{ amount: 100_000_000, currency: 'usd' }}                             | ${{ code: 'amount_too_large', param: 'amount' }}
  ${{ amount: 100, currency: 'xyz' }}                                     | ${{ param: 'currency' }}
  ${{ amount: 100, currency: 'usd', receipt_email: 'jenny' }}             | ${{ code: 'email_invalid', param: 'receipt_email' }}
  ${{ amount: 100, currency: 'usd', statement_descriptor_suffix: '***' }} | ${{ code: 'invalid_characters' }}
  ${{ amount: 100, currency: 'usd', statement_descriptor: 'Россия' }}     | ${{ code: 'invalid_characters' }}
`('refuses $params', ({ params, expected }) => {
  expect(() => chargeDetails(params as Stripe.ChargeCreateParams)).toThrow(
    expect.objectContaining({ body: expect.objectContaining(expected) }),
  );
});

it.each`
  of_card    | named      | expected
  ${null}    | ${null}    | ${null}
  ${'cus_1'} | ${'cus_1'} | ${null}
  ${'cus_1'} | ${null}    | ${{ code: 'parameter_missing', param: 'customer' }}
  ${null}    | ${'cus_1'} | ${{ code: 'missing', param: 'source' }}
  ${'cus_2'} | ${'cus_1'} | ${{ code: 'missing', param: 'source' }}
`('charges a card of $of_card for $named', ({ of_card, named, expected }) => {
  const charging = () =>
    requireOwnSource('card_1', { customer: of_card as string | null }, named as string | null);
  if (expected === null) expect(charging).not.toThrow();
  else expect(charging).toThrow(expect.objectContaining({ body: expect.objectContaining(expected) }));
});

it('cannot charge a customer without a card', () => {
  expect(noActiveCard()).toMatchObject({ status: 402, body: { type: 'card_error', code: 'missing' } });
});
