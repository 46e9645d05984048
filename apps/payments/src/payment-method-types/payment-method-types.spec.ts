import { type Timestamp } from '@pinstripe/kernel';
import { typeDetails } from '../payment-methods/payment-method.create.ts';
import { typeOf } from './payment-method-types.ts';

const NOW = 1741600000 as Timestamp;
const reference = (text: string) => ({ reference: text });
const dob = (day: number, month: number, year: number) => ({ dob: { day, month, year } });

it.each`
  type           | hash                     | shown
  ${'affirm'}    | ${{}}                    | ${{}}
  ${'cashapp'}   | ${{}}                    | ${{ buyer_id: null, cashtag: null }}
  ${'ideal'}     | ${{}}                    | ${{ bank: null, bic: null }}
  ${'ideal'}     | ${{ bank: 'n26' }}       | ${{ bank: 'n26', bic: 'NTSBDEB1' }}
  ${'klarna'}    | ${dob(29, 2, 2000)}      | ${dob(29, 2, 2000)}
  ${'link'}      | ${{}}                    | ${{ email: 'jenny@example.com' }}
  ${'naver_pay'} | ${{}}                    | ${{ funding: 'card' }}
  ${'naver_pay'} | ${{ funding: 'points' }} | ${{ funding: 'points' }}
  ${'paypal'}    | ${{}}                    | ${{ country: null, payer_email: null, payer_id: null }}
`('$type of $hash shows $shown', ({ hash, shown, type }) => {
  const billing_details = { email: 'jenny@example.com' };
  const params = { type, [type as string]: hash, billing_details } as Parameters<typeof typeDetails>[1];
  expect(typeDetails(type as string, params).fields).toEqual(shown);
});

it.each`
  hash                 | code                           | param
  ${dob(0, 2, 2000)}   | ${'parameter_invalid_integer'} | ${'klarna[dob][day]'}
  ${dob(32, 2, 2000)}  | ${'parameter_invalid_integer'} | ${'klarna[dob][day]'}
  ${dob(1, 13, 2000)}  | ${'parameter_invalid_integer'} | ${'klarna[dob][month]'}
  ${dob(1, 12, 90)}    | ${'parameter_invalid_integer'} | ${'klarna[dob][year]'}
  ${dob(1, 12, 19900)} | ${'parameter_invalid_integer'} | ${'klarna[dob][year]'}
`('nobody was born on $hash', ({ code, hash, param }) => {
  const params = { type: 'klarna' as const, klarna: hash as object };
  expect(() => typeDetails('klarna', params)).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ code, param }) }),
  );
});

it.each`
  type                   | options                          | param
  ${'afterpay_clearpay'} | ${reference('Order_7-\\b')}      | ${null}
  ${'afterpay_clearpay'} | ${reference('x'.repeat(128))}    | ${null}
  ${'afterpay_clearpay'} | ${reference('x'.repeat(129))}    | ${'afterpay_clearpay[reference]'}
  ${'afterpay_clearpay'} | ${reference('Order 7')}          | ${'afterpay_clearpay[reference]'}
  ${'blik'}              | ${{ code: '123456' }}            | ${null}
  ${'blik'}              | ${{ code: '12345' }}             | ${'blik[code]'}
  ${'blik'}              | ${{ code: '12345a' }}            | ${'blik[code]'}
  ${'us_bank_account'}   | ${{ networks: {} }}              | ${null}
  ${'us_bank_account'}   | ${{ financial_connections: {} }} | ${'us_bank_account[financial_connections]'}
`('options of $type $options: $param', ({ options, param, type }) => {
  const check = () =>
    typeOf({ type: type as string }).check_options!(options as Record<string, unknown>, type as string, NOW);
  if (param === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ body: expect.objectContaining({ param }) }));
});
