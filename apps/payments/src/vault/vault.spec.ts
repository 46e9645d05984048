import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { fingerprint, open, seal, type VaultKey } from './vault.ts';

const key: VaultKey = { id: 'k1', secret: createSecretKey(Buffer.alloc(32, 1)) };
const new_key: VaultKey = { id: 'k2', secret: createSecretKey(Buffer.alloc(32, 2)) };
const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034 };

describe('a sealed card', () => {
  it('opens to what was sealed', () => {
    const numbers = fc.stringMatching(/^\d{12,19}$/);
    fc.assert(
      fc.property(numbers, fc.string(), (number, owner) => {
        expect(open(seal({ ...card, number }, owner, key), owner, [key])).toEqual({ ...card, number });
      }),
    );
  });

  it('shows nothing of the number, and is another each time', () => {
    const sealed = seal(card, 'pm_1', key);
    expect(sealed).toMatch(/^v1\.k1\.[\w-]+$/);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('4242');
    expect(seal(card, 'pm_1', key)).not.toBe(sealed);
  });

  it('opens under the key it names, so that keys can be rotated', () => {
    const sealed = seal(card, 'pm_1', key);
    expect(open(sealed, 'pm_1', [new_key, key])).toEqual(card);
    expect(open(seal(card, 'pm_1', new_key), 'pm_1', [new_key, key])).toEqual(card);
    expect(() => open(sealed, 'pm_1', [new_key])).toThrow('no key opens v1.k1');
  });

  it('does not open for another owner', () => {
    expect(() => open(seal(card, 'pm_1', key), 'pm_2', [key])).toThrow();
  });

  it('does not open under another key of the same id', () => {
    expect(() => open(seal(card, 'pm_1', key), 'pm_1', [{ ...new_key, id: 'k1' }])).toThrow();
  });

  it('does not open when a bit of it is another', () => {
    const sealed = Buffer.from(seal(card, 'pm_1', key).split('.')[2]!, 'base64url');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        expect(() => open(`v1.k1.${changed.toString('base64url')}`, 'pm_1', [key])).toThrow();
      }),
    );
  });

  it.each(['', 'v1', 'v1.k1', 'v1.k1.', 'v1.k1.AAAA', 'v2.k1.AAAA', 'v1.k3.AAAA'])(
    'does not open %j',
    (text) => {
      expect(() => open(text, 'pm_1', [key])).toThrow();
    },
  );

  it('needs a key of 32 bytes', () => {
    expect(() => seal(card, 'pm_1', { id: 'short', secret: createSecretKey(Buffer.alloc(16)) })).toThrow(
      'Invalid key length',
    );
  });
});

describe('a fingerprint', () => {
  const secret = createSecretKey(Buffer.alloc(32, 3));

  it('is 16 characters, the same for the same number of the same account', () => {
    expect(fingerprint(card.number, 'acct_1', secret)).toMatch(/^[0-9A-Za-z]{16}$/);
    expect(fingerprint(card.number, 'acct_1', secret)).toBe(
      fingerprint(card.number, 'acct_1', createSecretKey(Buffer.alloc(32, 3))),
    );
  });

  it('is another for another number, account or secret', () => {
    const prints = [
      fingerprint('4242424242424242', 'acct_1', secret),
      fingerprint('4000056655665556', 'acct_1', secret),
      fingerprint('4242424242424242', 'acct_2', secret),
      fingerprint('4242424242424242', 'acct_1', createSecretKey(Buffer.alloc(32, 4))),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('does not meet itself among many numbers', () => {
    const prints = new Set<string>();
    for (let number = 0; number < 10_000; number += 1) {
      prints.add(fingerprint(String(4_000_000_000_000_000 + number), 'acct_1', secret));
    }
    expect(prints.size).toBe(10_000);
  });
});
