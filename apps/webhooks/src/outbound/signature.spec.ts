import fc from 'fast-check';
import Stripe from 'stripe';
import { signature } from './signature.ts';

const stripe = new Stripe('sk_test_123456789012');
const now = () => Math.floor(Date.now() / 1000);

describe('a signature', () => {
  it('verifies with the official library, whatever the event says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 1 }), (value, secret) => {
        const body = Buffer.from(JSON.stringify({ object: 'event', value }));
        const event = stripe.webhooks.constructEvent(body, signature(body, [secret], now()), secret);
        expect(event).toEqual(JSON.parse(body.toString()));
      }),
    );
  });

  it('verifies with each of several secrets', () => {
    const body = Buffer.from('{"object":"event"}');
    const signed = signature(body, ['whsec_new', 'whsec_old'], now());
    expect(signed).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
    for (const secret of ['whsec_new', 'whsec_old']) {
      expect(stripe.webhooks.constructEvent(body, signed, secret).object).toBe('event');
    }
  });

  it.each([
    ['another body', '{"object":"event","a":1}', 'whsec_1', 0],
    ['another secret', '{"object":"event"}', 'whsec_2', 0],
    ['a time long past', '{"object":"event"}', 'whsec_1', 301],
  ])('does not verify with %s', (_name, body, secret, age) => {
    const signed = signature(Buffer.from('{"object":"event"}'), ['whsec_1'], now() - age);
    expect(() => stripe.webhooks.constructEvent(body, signed, secret)).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });
});
