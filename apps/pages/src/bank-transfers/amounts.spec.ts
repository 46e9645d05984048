import fc from 'fast-check';
import { decimal, minorUnits } from './amounts.ts';

it.each([
  ['20', 2, '2000'],
  ['20.5', 2, '2050'],
  ['20.50', 2, '2050'],
  ['1,000.00', 2, '100000'],
  ['0.05', 2, '5'],
  ['0', 2, '0'],
  ['300', 0, '300'],
  ['300.5', 0, '300.5'],
  ['20.505', 2, '20.505'],
  ['-5', 2, '-5'],
  ['twenty', 2, 'twenty'],
  [' ', 2, ''],
])('%j with %i decimals is %j', (written, decimals, minor) => {
  expect(minorUnits(written, decimals)).toBe(minor);
});

it('reads what it has written', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(0, 2, 3), (amount, decimals) => {
      expect(minorUnits(decimal(amount, decimals), decimals)).toBe(String(amount));
    }),
  );
});
