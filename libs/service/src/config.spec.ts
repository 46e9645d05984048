import { readConfig } from './config.ts';

const addressed = (PINSTRIPE_PUBLIC_URL: string) => readConfig({ PINSTRIPE_PUBLIC_URL }, []).public_url;

it.each([
  ['https://pay.example.com', 'https://pay.example.com'],
  ['http://127.0.0.1:12111/', 'http://127.0.0.1:12111'],
  ['https://pay.example.com/stripe?a=1', 'https://pay.example.com'],
])('goes by the origin of %s', (url, origin) => {
  expect(addressed(url)).toBe(origin);
});

it.each(['', 'pay.example.com', 'ftp://pay.example.com', 'https://'])('refuses %j as an address', (url) => {
  expect(() => addressed(url)).toThrow(`PINSTRIPE_PUBLIC_URL is '${url}'`);
});

it('goes by what each request says where no address is set', () => {
  expect(readConfig({}, []).public_url).toBeNull();
});
