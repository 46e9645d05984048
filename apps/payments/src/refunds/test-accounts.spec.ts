import { isReached } from './test-accounts.ts';

it.each([
  ['eu_bank_transfer', 'DE89370400440532013000', true],
  ['eu_bank_transfer', 'de89 3704 0044 0532 0130 00', true],
  ['eu_bank_transfer', 'FR89370400440532013000', true],
  ['jp_bank_transfer', '0001234', true],
  ['mx_bank_transfer', '000000001234567897', true],
  ['gb_bank_transfer', '00012345', true],
  ['th_bank_transfer', '000123456789', true],
  ['us_bank_transfer', '000123456789', true],
  ['eu_bank_transfer', 'DE62370400440532013001', false],
  ['eu_bank_transfer', 'IE89370400440532013005', false],
  ['jp_bank_transfer', '4444440', false],
  ['mx_bank_transfer', '000000444444444448', false],
  ['gb_bank_transfer', '44444440', false],
  ['us_bank_transfer', '000444444440', false],
])('by %s reaches the account %s: %s', (type, account_number, reached) => {
  expect(isReached({ account_number }, type)).toBe(reached);
});

it.each([
  ['eu_bank_transfer', { account_number: 'DE89370400440532013009' }, 'account_number'],
  ['us_bank_transfer', { account_number: '000123456788' }, 'account_number'],
  ['us_bank_transfer', { account_number: '' }, 'account_number'],
  ['us_bank_transfer', { account_number: 'DE89370400440532013000' }, 'account_number'],
  ['us_bank_transfer', { account_number: '000123456789', routing_number: '108800' }, 'routing_number'],
  [
    'eu_bank_transfer',
    { account_number: 'DE89370400440532013000', routing_number: '108800' },
    'routing_number',
  ],
])('by %s does not know %j', (type, account, param) => {
  expect(() => isReached(account, type)).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ param }) }),
  );
});

it('knows the number of a bank however it is written', () => {
  expect(isReached({ account_number: '00012345', routing_number: '10-88-00' }, 'gb_bank_transfer')).toBe(
    true,
  );
});
