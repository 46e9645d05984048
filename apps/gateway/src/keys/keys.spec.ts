import fc from 'fast-check';
import { redact, sandboxCaller } from './keys.ts';

const rest = fc.stringMatching(/^[A-Za-z0-9_]{12,40}$/);

describe('sandboxCaller', () => {
  it('gives the keys that share what follows the prefix one account, and others another', () => {
    fc.assert(
      fc.property(rest, rest, (one, other) => {
        const accounts = ['sk', 'rk', 'pk'].map((prefix) => sandboxCaller(`${prefix}_test_${one}`)!.account);
        expect(new Set(accounts).size).toBe(1);
        expect(accounts[0]).toMatch(/^acct_[0-9A-Za-z]{16}$/);
        expect(sandboxCaller(`sk_test_${other}`)!.account === accounts[0]).toBe(one === other);
      }),
    );
  });

  it.each([
    'sk_test_elevenchars',
    'sk_live_abcdefghijkl',
    'xk_test_abcdefghijkl',
    'sk_test_abcdefghijk!',
    '',
  ])('knows no %s', (key) => {
    expect(sandboxCaller(key)).toBeNull();
  });
});

describe('redact', () => {
  it.each([
    ['sk_test_abcdefghijkl', 4, 'sk_test_********ijkl'],
    ['rk_live_abcdefghijkl', 6, 'rk_live_******ghijkl'],
    ['sk_test_abcd', 4, 'sk_test_****'],
    ['password', 4, '****word'],
    ['short', 4, '*****'],
    ['', 4, ''],
  ])('%s', (key, shown, redacted) => {
    expect(redact(key, shown)).toBe(redacted);
  });
});
