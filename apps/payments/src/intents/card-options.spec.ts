import { cardOptions, requireBuilt } from './not-built.ts';

it.each([undefined, null, '', false])('lets %j pass, which asks for nothing', (value) => {
  expect(() => requireBuilt({ moto: value, amount: 1 }, ['moto'])).not.toThrow();
});

it.each([true, 0, {}, 'offline'])('refuses %j by name', (value) => {
  const refuses = (moto: unknown, parent?: string) => () => requireBuilt({ moto }, ['moto'], parent);
  expect(refuses(value)).toThrow('does not support the parameter moto here');
  expect(refuses(value, 'card')).toThrow('does not support the parameter card[moto] here');
});

it.each`
  params                                                  | expected
  ${undefined}                                            | ${{}}
  ${''}                                                   | ${{}}
  ${{}}                                                   | ${{}}
  ${{ card: '' }}                                         | ${{}}
  ${{ card: { network: 'visa', moto: false }, link: '' }} | ${{ network: 'visa' }}
`('takes the options that are built of $params', ({ params, expected }) => {
  expect(cardOptions(params as { card?: { network?: string } }, ['network'])).toEqual(expected);
});
