import { referenceOf, requireReferencePrefix } from './reference.ts';

const sepa = { length: 24, reserved: ['STRIPE'] };
const options = (reference_prefix: string) => ({ mandate_options: { reference_prefix } });
const require = (prefix: string) => () => requireReferencePrefix(options(prefix), sepa, 'options');

it.each(['', 'A', '7', 'EX4MPL3-', 'A B.C/D&E_F-', 'XSTRIPE'])('takes %j', (prefix) => {
  expect(require(prefix)).not.toThrow();
});

it.each(['STRIPE', 'STRIPE-1', '-A', ' A', 'a', 'AB*', 'ABCDEFGHIJKLM', 'Ä'])('refuses %j', (prefix) => {
  expect(require(prefix)).toThrow(
    expect.objectContaining({
      body: expect.objectContaining({
        code: 'invalid_mandate_reference_prefix_format',
        param: 'options[mandate_options][reference_prefix]',
      }),
    }),
  );
});

it.each([
  [{}, /^[0-9A-Z]{24}$/],
  [{ mandate_options: '' }, /^[0-9A-Z]{24}$/],
  [options('EX4MPL3-'), /^EX4MPL3-[0-9A-Z]{16}$/],
  [options('SHOP   '), /^SHOP [0-9A-Z]{19}$/],
])('%j: %s', (given, pattern) => {
  expect(referenceOf('mandate_1', sepa, given)).toMatch(pattern);
});

it('is the same for a mandate, and another for another', () => {
  expect(referenceOf('mandate_1', sepa, {})).toBe(referenceOf('mandate_1', sepa, {}));
  expect(referenceOf('mandate_1', sepa, {})).not.toBe(referenceOf('mandate_2', sepa, {}));
});
