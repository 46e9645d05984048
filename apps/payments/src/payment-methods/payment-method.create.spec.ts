import { StripeError } from '@pinstripe/kernel';
import { createOfType, requireType, typeDetails } from './payment-method.create.ts';

const identity = { id: 'pm_1', created: 1_741_000_000, livemode: false };
const card = { number: '4242424242424242', exp_month: 8, exp_year: 2034 };

function refusal(work: () => void): StripeError['body'] & { status: number } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { ...error.body, status: error.status };
  }
  throw new Error('nothing was refused');
}

it.each([
  [{ card }, { code: 'parameter_missing', param: 'type', status: 400 }],
  [
    { type: 'card', payment_method: 'pm_1' },
    { param: 'payment_method', status: 400 },
  ],
  [{ type: 'card', card, customer: 'cus_1' }, { message: expect.stringMatching(/^You cannot attach/) }],
  [
    { type: 'card', card, sepa_debit: { iban: 'DE1' } },
    { code: 'parameter_unknown', param: 'sepa_debit' },
  ],
  [
    { type: 'ideal', billing_details: { email: 'jenny' } },
    { code: 'email_invalid', param: 'billing_details[email]' },
  ],
])('refuses %j', (params, expected) => {
  expect(refusal(() => requireType(params as never))).toMatchObject(expected);
});

it('names the parameters where they stand', () => {
  const params = { type: 'ideal', billing_details: { email: 'jenny' } } as const;
  const param = 'payment_method_data[billing_details][email]';
  expect(refusal(() => requireType(params, 'payment_method_data'))).toMatchObject({ param });
});

it.each([
  ['sepa_debit', {}, { code: 'parameter_missing', param: 'sepa_debit[iban]' }],
  [
    'sepa_debit',
    { iban: 'DE89370400440532013001' },
    { code: 'payment_method_invalid_parameter', param: 'sepa_debit[iban]' },
  ],
])('refuses a %s of %j', (type, hash, expected) => {
  expect(refusal(() => typeDetails(type, { type, [type]: hash } as never))).toMatchObject(expected);
});

it('reads an account, and what is shown of it', () => {
  const iban = 'FR14 2004 1010 0505 0001 3M02 606';
  expect(typeDetails('sepa_debit', { type: 'sepa_debit', sepa_debit: { iban } })).toEqual({
    type: 'sepa_debit',
    fields: {},
    account: {
      secret: { account_number: 'FR1420041010050500013M02606', routing_number: null },
      shown: { bank_code: '20041', branch_code: '01005', country: 'FR', generated_from: null },
    },
  });
});

it('shows what was not given as null', () => {
  const { fields } = typeDetails('p24', { type: 'p24' });
  expect(fields).toEqual({ bank: null });
  expect(createOfType({}, 'p24', fields, identity)).toMatchObject({ ...identity, type: 'p24', p24: fields });
});
