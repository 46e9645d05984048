import { StripeError } from '@pinstripe/kernel';
import { attach, type BankAccount, update, verificationFailed, verify } from './bank-account.ts';
import { bankAccount, checkBankAccount, isIban } from './bank-account.create.ts';

const params = {
  account_holder_name: 'Jenny Rosen',
  account_holder_type: 'individual' as const,
  account_number: '000123456789',
  country: 'US',
  routing_number: '110000000',
};
const nobodys = bankAccount('ba_1', params, checkBankAccount(params), 'AOB934RVNwzk6xtn');

function refusal(work: () => void): StripeError['body'] & { status: number } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { ...error.body, status: error.status };
  }
  throw new Error('nothing was refused');
}

it('makes all that the API shows of a bank account in a token', () => {
  expect(nobodys).toEqual({
    id: 'ba_1',
    object: 'bank_account',
    account_holder_name: 'Jenny Rosen',
    account_holder_type: 'individual',
    account_type: null,
    bank_name: 'STRIPE TEST BANK',
    country: 'US',
    currency: 'usd',
    fingerprint: 'AOB934RVNwzk6xtn',
    last4: '6789',
    metadata: {},
    routing_number: '110000000',
    status: 'new',
  });
});

describe('its numbers', () => {
  it.each`
    country | account_number                   | routing_number | currency
    ${'US'} | ${'000123456789'}                | ${'110000000'} | ${'usd'}
    ${'us'} | ${'0001 2345'}                   | ${'021000021'} | ${'usd'}
    ${'DE'} | ${'DE89 3704 0044 0532 0130 00'} | ${undefined}   | ${'eur'}
    ${'FR'} | ${'FR1420041010050500013M02606'} | ${undefined}   | ${'eur'}
    ${'CH'} | ${'CH9300762011623852957'}       | ${''}          | ${'chf'}
    ${'GB'} | ${'00012345'}                    | ${'108800'}    | ${'gbp'}
    ${'JP'} | ${'0001234'}                     | ${'1100000'}   | ${'jpy'}
  `('of $country pass: $account_number', ({ currency, ...given }) => {
    expect(checkBankAccount(given as typeof params)).toMatchObject({ currency });
  });

  it.each<[object, object]>([
    [{ routing_number: undefined }, { code: 'parameter_missing', param: 'bank_account[routing_number]' }],
    [{ routing_number: '110000001' }, { code: 'routing_number_invalid' }],
    [{ routing_number: '11000000' }, { code: 'routing_number_invalid' }],
    [{ account_number: '123' }, { code: 'account_number_invalid', param: 'bank_account[account_number]' }],
    [{ account_number: '0001234A' }, { code: 'account_number_invalid' }],
    [{ country: 'DE', routing_number: undefined }, { code: 'account_number_invalid' }],
    [{ country: 'DE', account_number: 'DE89370400440532013000' }, { code: 'routing_number_invalid' }],
    [
      { country: 'FR', account_number: 'DE89370400440532013000', routing_number: undefined },
      { code: 'account_number_invalid' },
    ],
    [{ country: 'United States' }, { code: 'country_code_invalid', param: 'bank_account[country]' }],
    [
      { country: 'UY', routing_number: undefined },
      { code: 'parameter_missing', param: 'bank_account[currency]' },
    ],
    [{ currency: 'xxx' }, { param: 'bank_account[currency]' }],
    [{ account_type: 'futsu' }, { param: 'bank_account[account_type]' }],
    [{ country: 'JP', account_type: 'savings' }, { param: 'bank_account[account_type]' }],
  ])('do not pass with %j', (wrong, expected) => {
    const given = { ...params, ...wrong } as typeof params;
    expect(refusal(() => checkBankAccount(given))).toMatchObject({ status: 400, ...expected });
  });

  it('are no IBAN when two digits are exchanged', () => {
    expect(isIban('DE89370400440532013000')).toBe(true);
    expect(isIban('DE89370400440532031000')).toBe(false);
  });
});

it('becomes a customer’s only when somebody holds it', () => {
  expect(attach(nobodys, 'cus_1')).toEqual({ ...nobodys, customer: 'cus_1' });
  for (const param of ['account_holder_name', 'account_holder_type'] as const) {
    expect(refusal(() => attach({ ...nobodys, [param]: null }, 'cus_1'))).toMatchObject({
      code: 'parameter_missing',
      param: `bank_account[${param}]`,
    });
  }
});

it('changes its holder and its metadata', () => {
  const changed = { account_holder_name: 'Tom Ray', account_holder_type: 'company' as const };
  expect(update(nobodys, { ...changed, metadata: { a: '1' } })).toEqual({
    ...nobodys,
    ...changed,
    metadata: { a: '1' },
  });
});

describe('verification', () => {
  const told = (amounts: number[] | undefined, account: BankAccount = nobodys, failed = 0) =>
    verify(account, amounts === undefined ? {} : { amounts }, failed);

  it.each([[[32, 45]], [[45, 32]]])('succeeds with %j', (amounts) => {
    expect(told(amounts)).toEqual({ account: { ...nobodys, status: 'verified' }, failed: 0 });
  });

  it('fails for good with the third wrong pair', () => {
    let account = nobodys;
    const statuses: string[] = [];
    for (let failed = 0; failed < 3; failed++) {
      ({ account } = told([1, 2], account, failed));
      statuses.push(account.status);
      expect(verificationFailed(account).body.code).toBe('bank_account_verification_failed');
    }
    expect(statuses).toEqual(['new', 'new', 'verification_failed']);
    expect(refusal(() => told([32, 45], account, 3))).toMatchObject({
      code: 'bank_account_verification_failed',
    });
  });

  it.each<[number[] | undefined, string, object]>([
    [undefined, 'new', { code: 'parameter_missing', param: 'amounts' }],
    [[32], 'new', { param: 'amounts' }],
    [[32, 0], 'new', { param: 'amounts' }],
    [[32, 45], 'verified', { message: expect.stringContaining('already been verified') }],
  ])('refuses %j of an account that is %s', (amounts, status, expected) => {
    expect(refusal(() => told(amounts, { ...nobodys, status }))).toMatchObject(expected);
  });
});
