import { optionsOf, shownOptions, typeOptions } from './payment-method-options.ts';

it.each`
  current                                             | params                                          | expected
  ${null}                                             | ${undefined}                                    | ${{}}
  ${null}                                             | ${''}                                           | ${{}}
  ${null}                                             | ${{ bancontact: { preferred_language: 'fr' } }} | ${{ bancontact: { preferred_language: 'fr' } }}
  ${{ bancontact: { preferred_language: 'fr' } }}     | ${{ ideal: {} }}                                | ${{ bancontact: { preferred_language: 'fr' }, ideal: {} }}
  ${{ ideal: { setup_future_usage: 'off_session' } }} | ${{ ideal: { setup_future_usage: '' } }}        | ${{ ideal: {} }}
  ${{ card: { network: 'visa' } }}                    | ${{ card: { network: 'mastercard' } }}          | ${{}}
`('makes $expected of $current and $params', ({ current, params, expected }) => {
  expect(typeOptions(current as object | null, params as object, 0)).toEqual(expected);
});

const card = { mandate_options: null, network: null, request_three_d_secure: 'automatic' };

describe('what an intent shows', () => {
  it.each`
    types             | options                          | expected
    ${['card']}       | ${null}                          | ${{ card: { ...card, installments: null } }}
    ${['card']}       | ${{ card: { network: 'visa' } }} | ${{ card: { ...card, installments: null, network: 'visa' } }}
    ${['bancontact']} | ${{ card: { network: 'visa' } }} | ${{ bancontact: { preferred_language: 'en' } }}
    ${['card']}       | ${{ card, interac_present: {} }} | ${{ card: { ...card, installments: null }, interac_present: {} }}
  `('is $expected of $options for $types', ({ types, options, expected }) => {
    expect(shownOptions(types as string[], options as object | null)).toEqual(expected);
  });

  it('is less where it sets a payment method up', () => {
    expect(shownOptions(['card', 'bancontact'], null, 'setup_options')).toEqual({ card });
  });
});

it('tells the provider what the intent says, and what its confirmation does', () => {
  const options = { bancontact: { preferred_language: 'fr' } };
  expect(optionsOf('bancontact', options, { bancontact: { setup_future_usage: 'off_session' } })).toEqual({
    preferred_language: 'fr',
    setup_future_usage: 'off_session',
  });
  expect(optionsOf('bancontact', null, '')).toEqual({});
});
