import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';
import { refund } from './refunds.ts';

const order = (type: string, email: string | null = null) => ({
  attempt_id: 'att_1',
  type,
  email,
  account: null,
  amount: 500,
  currency: 'usd',
});
const available = { reference: expect.stringMatching(/^\d{15}$/), reference_status: 'available' };
const unknown = { reference: null, reference_status: 'pending' };

it.each`
  type                 | first          | destination           | at_first                                        | at_last
  ${'us_bank_account'} | ${'pending'}   | ${'us_bank_transfer'} | ${unknown}                                      | ${available}
  ${'sepa_debit'}      | ${'pending'}   | ${'eu_bank_transfer'} | ${unknown}                                      | ${available}
  ${'bacs_debit'}      | ${'pending'}   | ${'gb_bank_transfer'} | ${unknown}                                      | ${available}
  ${'au_becs_debit'}   | ${'pending'}   | ${'au_bank_transfer'} | ${{}}                                           | ${{}}
  ${'multibanco'}      | ${'pending'}   | ${'multibanco'}       | ${unknown}                                      | ${available}
  ${'swish'}           | ${'pending'}   | ${'swish'}            | ${{ ...unknown, network_decline_code: null }}   | ${{ ...available, network_decline_code: null }}
  ${'revolut_pay'}     | ${'pending'}   | ${'revolut'}          | ${{}}                                           | ${{}}
  ${'blik'}            | ${'succeeded'} | ${'blik'}             | ${{ ...available, network_decline_code: null }} | ${null}
  ${'p24'}             | ${'succeeded'} | ${'p24'}              | ${available}                                    | ${null}
  ${'klarna'}          | ${'succeeded'} | ${'klarna'}           | ${{}}                                           | ${null}
`('a refund by $type is $first, to $destination', ({ type, first, destination, at_first, at_last }) => {
  const to = (hash: unknown) => ({ [destination as string]: hash, type: destination as string });
  const last = { kind: 'succeeded', destination_details: to(at_last), later: null };
  expect(refund(order(type as string))).toEqual({
    kind: first,
    destination_details: to(at_first),
    later: at_last === null ? null : { after_s: 5, answer: last },
  });
});

it.each(['acss_debit', 'bancontact', 'ideal', 'kakao_pay', 'mobilepay', 'twint'])(
  'a refund by %s goes nowhere that has a name',
  (type) => {
    expect(refund(order(type)).destination_details).toBeNull();
  },
);

it.each(Object.keys(PAYMENT_METHOD_TYPES))('a refund by %s fails where the address says so', (type) => {
  const { kind, later } = refund(order(type, 'jenny_refund_fail@example.com'));
  expect(['pending', 'succeeded']).toContain(kind);
  expect(later).toMatchObject({ answer: { kind: 'failed', failure_reason: 'declined' } });
  expect(refund(order(type, 'refund_fail_jenny@example.com')).later?.answer.kind).not.toBe('failed');
});

it('says why a bank has not taken it, where that is told', () => {
  expect(refund(order('blik', 'refund_fail@example.com')).later).toMatchObject({
    answer: {
      destination_details: {
        blik: { network_decline_code: 'declined', reference: null, reference_status: 'unavailable' },
        type: 'blik',
      },
    },
  });
});
