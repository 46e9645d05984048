import { chargeOf, NOW } from '../../test/charges.ts';
import { close, open, requireOpen, wantsReview } from './review.ts';

const identity = { id: 'prv_1', created: NOW, livemode: false };

it('is wanted for a payment of elevated risk, which is made all the same', async () => {
  const elevated = await chargeOf({ number: '4000000000009235' });
  expect(elevated).toMatchObject({ status: 'succeeded', captured: true });
  expect(wantsReview(elevated)).toBe(true);
  expect(wantsReview(await chargeOf())).toBe(false);
});

it('has every field of a review', async () => {
  const charge = await chargeOf({ payment_intent: 'pi_1' });
  expect(open(charge, '10.0.0.1', identity)).toEqual({
    ...identity,
    object: 'review',
    billing_zip: null,
    charge: 'ch_1',
    closed_reason: null,
    ip_address: '10.0.0.1',
    ip_address_location: null,
    open: true,
    opened_reason: 'rule',
    payment_intent: 'pi_1',
    reason: 'rule',
    session: null,
  });
  expect(open(await chargeOf(), null, identity)).not.toHaveProperty('payment_intent');
});

it('is closed for a reason, once', async () => {
  const opened = open(await chargeOf(), null, identity);
  expect(() => requireOpen(opened)).not.toThrow();
  const closed = close(opened, 'disputed');
  expect(closed).toEqual({ ...opened, closed_reason: 'disputed', open: false, reason: 'disputed' });
  expect(() => requireOpen(closed)).toThrow('has been closed: disputed');
});
