import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import {
  requireBrazilian,
  requireDays,
  requireFullName,
  requireKonbiniOptions,
  requireTaxId,
} from './vouchers.checks.ts';

it.each([
  ['000.000.000-00', true],
  ['00.000.000/0000-00', true],
  ['529.982.247-25', true],
  ['52998224725', true],
  ['11.222.333/0001-81', true],
  ['11222333000181', true],
  ['529.982.247-26', false],
  ['529.982.247-35', false],
  ['11.222.333/0001-82', false],
  ['529982247-25', false],
  ['5299822472', false],
  ['', false],
])('a boleto for the tax ID %s: %s', (tax_id, is_taken) => {
  const check = () => requireTaxId({ tax_id }, 'boleto');
  if (is_taken) return expect(check).not.toThrow();
  return expect(check).toThrow(
    expect.objectContaining({
      body: expect.objectContaining({ code: 'tax_id_invalid', param: 'boleto[tax_id]' }),
    }),
  );
});

const address = {
  line1: 'Rua 1',
  line2: null,
  city: 'São Paulo',
  state: 'SP',
  postal_code: '01310-100',
  country: 'BR',
};
const payer = {
  address,
  email: 'a@example.com',
  name: 'João',
  phone: null,
} as PaymentMethod['billing_details'];

it.each([
  [{}, null],
  [{ postal_code: '01310100' }, null],
  [{ postal_code: '1310100' }, 'billing_details[address][postal_code]'],
  [{ state: 'XX' }, 'billing_details[address][state]'],
  [{ country: 'US' }, 'billing_details[address][country]'],
  [{ city: '東京' }, 'billing_details[address][city]'],
  [{ line1: ' ' }, 'billing_details[address][line1]'],
])('a boleto for someone at %j: %s', (changes, param) => {
  const check = () => requireBrazilian({ ...payer, address: { ...address, ...changes } });
  if (param === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ body: expect.objectContaining({ param }) }));
});

it.each([
  ['Jenny Rosen', true],
  ['Ana de la Cruz', true],
  ['Jenny', false],
  ['J Rosen', false],
])('an OXXO voucher for %s: %s', (name, is_taken) => {
  const check = () => requireFullName({ ...payer, name });
  if (is_taken) expect(check).not.toThrow();
  else expect(check).toThrow('billing_details[name]');
});

it.each([
  [undefined, true],
  [1, true],
  [7, true],
  [0, false],
  [8, false],
])('%s days of 1 to 7: %s', (expires_after_days, is_taken) => {
  const check = () => requireDays(1, 7)({ expires_after_days }, 'oxxo');
  if (is_taken) expect(check).not.toThrow();
  else expect(check).toThrow('oxxo[expires_after_days]');
});

const NOW = 1_700_000_000;

it.each<[object, string | null]>([
  [{}, null],
  [{ confirmation_number: '0123456789', expires_after_days: 60, product_description: 'お茶ABCｱｲｳ' }, null],
  [{ confirmation_number: '01234567890', expires_at: NOW + 1801 }, null],
  [{ confirmation_number: '00000000000' }, 'konbini[confirmation_number]'],
  [{ confirmation_number: '123456789' }, 'konbini[confirmation_number]'],
  [{ confirmation_number: '123456789012' }, 'konbini[confirmation_number]'],
  [{ expires_after_days: 0 }, 'konbini[expires_after_days]'],
  [{ expires_after_days: 61 }, 'konbini[expires_after_days]'],
  [{ expires_at: NOW + 1800 }, 'konbini[expires_at]'],
  [{ expires_at: NOW + 60 * 24 * 60 * 60 }, 'konbini[expires_at]'],
  [{ expires_after_days: 3, expires_at: NOW + 3600 }, 'konbini[expires_after_days]'],
  [{ product_description: '茶'.repeat(22) }, null],
  [{ product_description: '茶'.repeat(23) }, 'konbini[product_description]'],
  [{ product_description: 'Tee 🍵' }, 'konbini[product_description]'],
  [{ product_description: 'Thé' }, 'konbini[product_description]'],
  [{ product_description: '①' }, 'konbini[product_description]'],
])('konbini with %j: %s', (options, param) => {
  const check = () => requireKonbiniOptions(options as Record<string, unknown>, 'konbini', NOW);
  if (param === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ message: expect.stringContaining(param) }));
});
