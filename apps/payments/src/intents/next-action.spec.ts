import { nextAction } from './next-action.ts';

const url = 'http://localhost:12111/3d_secure_2/hosted?source=pact_1';

it.each`
  handling                                                        | type
  ${{}}                                                           | ${'use_stripe_sdk'}
  ${{ return_url: 'https://example.com' }}                        | ${'redirect_to_url'}
  ${{ return_url: 'https://example.com', use_stripe_sdk: true }}  | ${'use_stripe_sdk'}
  ${{ return_url: 'https://example.com', use_stripe_sdk: false }} | ${'redirect_to_url'}
`('is $type for $handling', ({ handling, type }) => {
  expect(nextAction('pact_1', url, handling as object)).toMatchObject({ type });
});

it('leads to the page, and back', () => {
  const { redirect_to_url } = nextAction('pact_1', url, { return_url: 'https://example.com' });
  expect(redirect_to_url).toEqual({ return_url: 'https://example.com', url });
});
