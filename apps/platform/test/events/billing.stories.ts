import type Stripe from 'stripe';
import type { Stories } from './stories.ts';

const coupon = (stripe: Stripe) => stripe.coupons.create({ percent_off: 25, duration: 'forever' });
const discounted = async (stripe: Stripe) =>
  stripe.customers.create({ email: 'jenny@example.com', coupon: (await coupon(stripe)).id });

export const billing: Stories<'billing'> = {
  'coupon.created': coupon,
  'coupon.updated': async (stripe) => stripe.coupons.update((await coupon(stripe)).id, { name: 'Summer' }),
  'coupon.deleted': async (stripe) => stripe.coupons.del((await coupon(stripe)).id),
  'customer.created': (stripe) =>
    stripe.customers.create({ name: 'Jenny Rosen', metadata: { plan: 'gold' } }),
  'customer.updated': async (stripe) => {
    const { id } = await stripe.customers.create();
    await stripe.customers.update(id, { address: { city: 'Berlin' }, metadata: { plan: 'gold' } });
  },
  'customer.deleted': async (stripe) => stripe.customers.del((await stripe.customers.create()).id),
  'customer.discount.created': discounted,
  'customer.discount.updated': async (stripe) => {
    const { id } = await discounted(stripe);
    await stripe.customers.update(id, { coupon: (await coupon(stripe)).id });
  },
  'customer.discount.deleted': async (stripe) =>
    stripe.customers.deleteDiscount((await discounted(stripe)).id),
};
