import { create, createDefault, requireActive, turnedOn, update } from './payment-method-configuration.ts';

const identity = { id: 'pmc_1', created: 1_740_000_000, livemode: false };
const preferring = (preference: 'none' | 'off' | 'on') => ({ display_preference: { preference } });
const first = createDefault(identity);
const another = create({}, identity);

it('is there from the start, with cards, Apple Pay and Link', () => {
  expect(first).toMatchObject({ active: true, application: null, is_default: true, parent: null });
  expect([...turnedOn(first)]).toEqual(['apple_pay', 'card', 'link']);
});

it('has nothing turned on when it is made, but for what is asked for', () => {
  expect(another).toMatchObject({ is_default: false, name: 'Payment method configuration' });
  expect(turnedOn(another).size).toBe(0);
  const cards = create({ name: 'Shop', card: preferring('on'), klarna: preferring('off') }, identity);
  expect([...turnedOn(cards)]).toEqual(['card']);
  expect(cards.name).toBe('Shop');
});

it.each`
  method          | preference | expected
  ${'card'}       | ${'on'}    | ${{ available: true, value: 'on' }}
  ${'card'}       | ${'off'}   | ${{ available: false, value: 'off' }}
  ${'card'}       | ${'none'}  | ${{ available: true, value: 'on' }}
  ${'google_pay'} | ${'none'}  | ${{ available: false, value: 'off' }}
  ${'google_pay'} | ${'on'}    | ${{ available: true, value: 'on' }}
  ${'link'}       | ${'none'}  | ${{ available: true, value: 'on' }}
`('$method preferred $preference is $expected', ({ method, preference, expected }) => {
  const { available, value } = expected as { available: boolean; value: string };
  const updated = update(another, { [method as string]: preferring(preference as 'on') });
  expect(updated[method as 'card']).toEqual({
    available,
    display_preference: { overridable: null, preference, value },
  });
});

it('keeps what an update does not mention', () => {
  const updated = update(first, { klarna: preferring('on'), name: 'All' });
  expect([...turnedOn(updated)]).toEqual(['apple_pay', 'card', 'klarna', 'link']);
  expect(update(updated, {})).toEqual(updated);
});

it('can be deactivated unless it is the default', () => {
  const inactive = update(another, { active: false });
  expect(() => requireActive(inactive)).toThrow('pmc_1 is not active');
  expect(() => requireActive(update(inactive, { active: true }))).not.toThrow();
  expect(() => update(first, { active: false })).toThrow('cannot be deactivated');
});

it('has no parent here, and shows no Apple Pay Later', () => {
  expect(() => create({ parent: 'pmc_2' }, identity)).toThrow(
    "No such payment_method_configuration: 'pmc_2'",
  );
  expect(create({ apple_pay_later: preferring('on') }, identity)).not.toHaveProperty('apple_pay_later');
});
