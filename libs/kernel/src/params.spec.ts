import { addressOf, given, requireBuilt, requireEmail } from './params.ts';

describe('a parameter that may unset', () => {
  it.each([
    [undefined, 'now', 'now'],
    ['', 'now', null],
    [null, 'now', null],
    ['next', 'now', 'next'],
    [0, 7, 0],
  ])('%j makes of %j %j', (param, current, expected) => {
    expect(given<unknown>(param, current)).toBe(expected);
  });

  it('leaves no field of an address out', () => {
    expect(addressOf({ city: 'Ulm', line1: '' })).toEqual({
      city: 'Ulm',
      country: null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    });
  });
});

describe('a parameter that is not built', () => {
  it.each([undefined, null, '', false])('passes as %j, which asks for nothing', (value) => {
    expect(() => requireBuilt({ moto: value, amount: 1 }, ['moto'])).not.toThrow();
  });

  it.each([true, 0, {}, [], 'offline'])('is refused by name as %j', (value) => {
    const refuse = (parent?: string) => () => requireBuilt({ moto: value }, ['moto'], parent);
    expect(refuse()).toThrow('does not support the parameter moto here');
    expect(refuse('card')).toThrow('does not support the parameter card[moto] here');
  });
});

describe('an email address', () => {
  it.each([undefined, null, '', 'jenny@example.com', 'a+b@mail.example.co'])('may be %j', (email) => {
    expect(() => requireEmail(email, 'email')).not.toThrow();
  });

  it.each(['jenny', 'jenny@', '@example.com', 'jenny@example', 'jenny@example.', 'two words@example.com'])(
    'is refused as %j',
    (email) => {
      expect(() => requireEmail(email, 'owner[email]')).toThrow(
        expect.objectContaining({
          body: expect.objectContaining({ code: 'email_invalid', param: 'owner[email]' }),
        }),
      );
    },
  );
});
