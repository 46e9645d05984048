import { acssAccount, bacsAccount, becsAccount, usAccount } from './debit-accounts.ts';

const us = { account_number: '000123456789', routing_number: '110000000' };
const acss = { account_number: '000123456789', institution_number: '000', transit_number: '11000' };

it.each([
  [becsAccount, { account_number: '000123456', bsb_number: '000-000' }, '000000'],
  [becsAccount, { account_number: '000123456', bsb_number: '000000' }, '000000'],
  [bacsAccount, { account_number: '00012345', sort_code: '10-88-00' }, '108800'],
  [acssAccount, acss, '00011000'],
  [usAccount, us, '110000000'],
])('%p reads %j', (read, hash, routing_number) => {
  const { account_number } = hash;
  expect(read(hash, 'x').secret).toEqual({ account_number, routing_number });
});

it.each([
  [becsAccount, { account_number: '000123456', bsb_number: '00000' }, 'bsb_number'],
  [becsAccount, { account_number: '1234567890', bsb_number: '000000' }, 'account_number'],
  [bacsAccount, { account_number: '00012345', sort_code: '10-8800' }, 'sort_code'],
  [bacsAccount, { account_number: '00044444', sort_code: '108800' }, 'account_number'],
  [acssAccount, { ...acss, institution_number: '00' }, 'institution_number'],
  [acssAccount, { ...acss, transit_number: '1100' }, 'transit_number'],
  [acssAccount, { ...acss, account_number: 'x' }, 'account_number'],
  [usAccount, { ...us, routing_number: '11000000' }, 'routing_number'],
  [usAccount, { ...us, account_number: '12' }, 'account_number'],
  [usAccount, { ...us, financial_connections_account: 'fca_1' }, 'financial_connections_account'],
])('%p does not read %j', (read, hash, field) => {
  expect(() => read(hash, 'x')).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ param: `x[${field}]` }) }),
  );
});
