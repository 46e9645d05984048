import type Stripe from 'stripe';
import { chargeOf } from '../../test/charges.ts';
import { amountToCapture, describeCapture } from './charge.capture.ts';

it.each`
  params              | amount
  ${{}}               | ${1000}
  ${{ amount: 1000 }} | ${1000}
  ${{ amount: 1 }}    | ${1}
`('captures $amount of 1000 with $params', async ({ params, amount }) => {
  const charge = await chargeOf({ capture: false });
  expect(amountToCapture(charge, params as Stripe.ChargeCaptureParams)).toBe(amount);
});

it.each`
  what                      | params                            | made                                          | expected
  ${'nothing'}              | ${{ amount: 0 }}                  | ${{ capture: false }}                         | ${{ code: 'parameter_invalid_integer', param: 'amount' }}
  ${'more than authorized'} | ${{ amount: 1001 }}               | ${{ capture: false }}                         | ${{ code: 'amount_too_large', param: 'amount' }}
  ${'fils'}                 | ${{ amount: 995 }}                | ${{ capture: false, currency: 'kwd' }}        | ${{ code: 'invalid_charge_amount', param: 'amount' }}
  ${'a captured charge'}    | ${{}}                             | ${{}}                                         | ${{ code: 'charge_already_captured' }}
  ${"a PaymentIntent's"}    | ${{}}                             | ${{ capture: false, payment_intent: 'pi_1' }} | ${{ type: 'invalid_request_error' }}
  ${'what takes a fee'}     | ${{ application_fee_amount: 10 }} | ${{ capture: false }}                         | ${{ param: 'application_fee_amount' }}
`('does not capture $what', async ({ params, made, expected }) => {
  const charge = await chargeOf(made as Parameters<typeof chargeOf>[0]);
  expect(() => amountToCapture(charge, params as Stripe.ChargeCaptureParams)).toThrow(
    expect.objectContaining({ body: expect.objectContaining(expected) }),
  );
});

it('describes the charge anew', async () => {
  const charge = await chargeOf({ capture: false });
  const params = {
    receipt_email: 'jenny@example.com',
    statement_descriptor_suffix: '10K',
    transfer_group: 'order_1',
  };
  expect(describeCapture(charge, params)).toEqual({
    ...charge,
    ...params,
    calculated_statement_descriptor: 'PINSTRIPE* 10K',
  });
  expect(() => describeCapture(charge, { receipt_email: 'jenny' })).toThrow('Invalid email address');
});
