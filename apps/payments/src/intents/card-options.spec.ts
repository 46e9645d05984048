import { cardOptions } from './card-options.ts';

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

it.each<[object, string]>([
  [{ card: { moto: true } }, 'payment_method_options[card][moto]'],
  [{ link: {} }, 'payment_method_options[link]'],
])('refuses %j', (params, param) => {
  expect(() => cardOptions(params, [])).toThrow(
    expect.objectContaining({ status: 501, body: expect.objectContaining({ param }) }),
  );
});
