import { nextAction } from './next-action.ts';

const intent = { id: 'seti_1', object: 'setup_intent', client_secret: 'seti_1_secret_2' } as const;
const at = { account: 'acct_1', public_url: 'http://localhost:12111' };

it.each`
  handling                                                        | type
  ${{}}                                                           | ${'use_stripe_sdk'}
  ${{ return_url: 'https://example.com' }}                        | ${'redirect_to_url'}
  ${{ return_url: 'https://example.com', use_stripe_sdk: true }}  | ${'use_stripe_sdk'}
  ${{ return_url: 'https://example.com', use_stripe_sdk: false }} | ${'redirect_to_url'}
`('is $type for $handling', ({ handling, type }) => {
  expect(nextAction(intent, 'pact_1', handling as object, at)).toMatchObject({ type });
});

it('leads to a page that knows whose intent it is about, and its secret', () => {
  const { redirect_to_url } = nextAction(intent, 'pact_1', { return_url: 'https://example.com' }, at);
  expect(redirect_to_url).toEqual({
    return_url: 'https://example.com',
    url:
      'http://localhost:12111/3d_secure_2/hosted?merchant=acct_1&setup_intent=seti_1' +
      '&setup_intent_client_secret=seti_1_secret_2&source=pact_1',
  });
});
