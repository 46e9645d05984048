import type Stripe from 'stripe';
import { startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

type Params = Partial<Stripe.PaymentIntentCreateParams>;

const pay = (params: Params = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
    confirm: true,
    expand: ['latest_charge'],
    ...params,
  });
const chargeOf = ({ latest_charge }: Stripe.PaymentIntent) => latest_charge as Stripe.Charge;

describe('Connect, as long as there are no accounts', () => {
  const destination = 'acct_1nobodyknows';
  const missing = (param: string) => ({ statusCode: 400, code: 'resource_missing', param });

  it('names accounts that do not exist', async () => {
    await expect(pay({ transfer_data: { destination } })).rejects.toMatchObject(
      missing('transfer_data[destination]'),
    );
    await expect(pay({ on_behalf_of: destination })).rejects.toMatchObject(missing('on_behalf_of'));
    await expect(stripe.setupIntents.create({ on_behalf_of: destination })).rejects.toMatchObject(
      missing('on_behalf_of'),
    );
    const charge = { amount: 2000, currency: 'usd', source: 'tok_visa' };
    await expect(
      stripe.charges.create({ ...charge, destination: { account: destination } }),
    ).rejects.toMatchObject(missing('destination[account]'));
    await expect(stripe.charges.create({ ...charge, on_behalf_of: destination })).rejects.toMatchObject(
      missing('on_behalf_of'),
    );
  });

  it('takes no fee of what is the account’s own', async () => {
    const refused = { statusCode: 400, param: 'application_fee_amount' };
    await expect(pay({ application_fee_amount: 100 })).rejects.toMatchObject(refused);
    const held = await pay({ capture_method: 'manual' });
    await expect(
      stripe.paymentIntents.capture(held.id, { application_fee_amount: 100 }),
    ).rejects.toMatchObject(refused);
    await expect(
      stripe.paymentIntents.update(held.id, { application_fee_amount: 100 }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });

  it('groups transfers all the same, and has nothing to reverse', async () => {
    const paid = await pay({ transfer_group: 'ORDER_95' });
    expect(chargeOf(paid).transfer_group).toBe('ORDER_95');
    for (const param of ['refund_application_fee', 'reverse_transfer']) {
      await expect(stripe.refunds.create({ payment_intent: paid.id, [param]: true })).rejects.toMatchObject({
        statusCode: 400,
        param,
      });
    }
    const refund = await stripe.refunds.create({ payment_intent: paid.id, reverse_transfer: false });
    expect(refund.status).toBe('succeeded');
  });
});
