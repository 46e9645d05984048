import { StripeError } from '@pinstripe/kernel';
import { requireReturnUrl, requireUrl } from './return-url.ts';

const return_url = 'https://example.com/paid';
const always = { allow_redirects: 'always' as const };
const never = { allow_redirects: 'never' as const };
const cards = ['card'];
const some = ['card', 'paypal'];

it.each([
  ['payment_intent', cards, always, {}, 'secret', false],
  ['payment_intent', some, always, {}, 'restricted', false],
  ['payment_intent', cards, always, { return_url }, 'secret', true],
  ['payment_intent', cards, always, { off_session: true }, 'secret', true],
  ['payment_intent', cards, always, { off_session: 'recurring' }, 'secret', true],
  ['payment_intent', cards, always, { off_session: false }, 'secret', false],
  ['payment_intent', some, always, {}, 'publishable', true],
  ['payment_intent', cards, never, {}, 'secret', true],
  ['payment_intent', some, null, {}, 'secret', true],
  ['setup_intent', cards, always, {}, 'secret', true],
  ['setup_intent', some, always, {}, 'secret', false],
  ['setup_intent', some, always, { return_url }, 'secret', true],
  ['setup_intent', some, always, {}, 'publishable', true],
  ['setup_intent', some, null, {}, 'secret', true],
] as const)(
  'a %s of %j with %j, confirmed with %j and a %s key',
  (object, types, automatic, params, key_type, allowed) => {
    const intent = { object, automatic_payment_methods: automatic, payment_method_types: types };
    const confirming = () => requireReturnUrl(intent, params, key_type);
    if (allowed) expect(confirming).not.toThrow();
    else expect(confirming).toThrow(StripeError);
  },
);

it.each([
  ['https://example.com/paid?order=7', true],
  ['my-app://paid', true],
  ['example.com', false],
  ['//example.com/paid', false],
  ['http://', false],
  ['javascript:alert(1)', false],
  ['data:text/html,paid', false],
  ['', false],
])('an address is %j: %s', (url, is_one) => {
  const requiring = () => requireUrl(url);
  if (is_one) expect(requiring).not.toThrow();
  else
    expect(requiring).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ code: 'url_invalid' }) }),
    );
});
