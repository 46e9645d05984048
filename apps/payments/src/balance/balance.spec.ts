import { balanceOf } from './balance.ts';

const nothing = { amount: 0, currency: 'usd', source_types: { card: 0 } };

it('is zero in usd before anything has moved', () => {
  expect(balanceOf([], false)).toEqual({
    object: 'balance',
    available: [nothing],
    connect_reserved: [{ amount: 0, currency: 'usd' }],
    livemode: false,
    pending: [nothing],
  });
});

it('tells currencies and kinds of sources apart', () => {
  const rows = [
    { currency: 'eur', source_type: 'card' as const, available: -400, pending: 0 },
    { currency: 'cad', source_type: 'card' as const, available: 0, pending: 30 },
    { currency: 'eur', source_type: 'bank_account' as const, available: 150, pending: 7 },
  ];
  expect(balanceOf(rows, true)).toMatchObject({
    available: [
      nothing,
      { amount: 0, currency: 'cad', source_types: { card: 0 } },
      { amount: -250, currency: 'eur', source_types: { bank_account: 150, card: -400 } },
    ],
    livemode: true,
    pending: [
      nothing,
      { amount: 30, currency: 'cad', source_types: { card: 30 } },
      { amount: 7, currency: 'eur', source_types: { bank_account: 7, card: 0 } },
    ],
  });
});
