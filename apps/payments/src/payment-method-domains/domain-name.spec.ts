import { domainName, isReachable } from './domain-name.ts';

it.each([
  ['example.com', 'example.com'],
  ['Shop.Example.COM', 'shop.example.com'],
  ['bücher.example.com', 'xn--bcher-kva.example.com'],
  ['a1-b.co.uk', 'a1-b.co.uk'],
])('takes %s as %s', (text, expected) => {
  expect(domainName(text)).toBe(expected);
});

it.each([
  ['https://example.com'],
  ['example.com/shop'],
  ['example.com:8080'],
  ['localhost'],
  ['127.0.0.1'],
  ['[::1]'],
  ['-shop.example.com'],
  ['shop_1.example.com'],
  ['example..com'],
  [`${'a'.repeat(64)}.com`],
  [`${'abcdefgh.'.repeat(32)}com`],
  [''],
])('refuses %s', (text) => {
  expect(() => domainName(text)).toThrow(`Invalid domain name: ${text}.`);
});

it.each([
  ['example.com', true],
  ['test.com', true],
  ['shop.test', false],
  ['shop.localhost', false],
  ['shop.invalid', false],
])('%s can be reached: %s', (name, expected) => {
  expect(isReachable(name)).toBe(expected);
});
