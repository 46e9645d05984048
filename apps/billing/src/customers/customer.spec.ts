import type Stripe from 'stripe';
import { create, update } from './customer.ts';

const identity = { id: 'cus_1', created: 1_741_000_000, livemode: false };

describe('a customer', () => {
  it.each<[Stripe.CustomerCreateParams, number, string]>([
    [{ promotion_code: 'promo_1' }, 501, 'promotion_code'],
    [{ tax: {} }, 501, 'tax'],
    [{ tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }] }, 501, 'tax_id_data'],
    [{ test_clock: 'clock_1' }, 501, 'test_clock'],
    [{ email: 'jenny' }, 400, 'email'],
    [{ invoice_prefix: 'ab' }, 400, 'invoice_prefix'],
    [{ next_invoice_sequence: 0 }, 400, 'next_invoice_sequence'],
  ])('cannot be made of %j', (params, status, param) => {
    expect(() => create(params, identity)).toThrow(
      expect.objectContaining({ status, body: expect.objectContaining({ param }) }),
    );
  });

  it.each(['cash_balance', 'promotion_code', 'tax', 'tax_id_data', 'test_clock'])(
    'is made with an empty %s, which asks for nothing',
    (param) => {
      expect(create({ [param]: '' }, identity)).toEqual(create({}, identity));
    },
  );

  it('loses what an update empties, and keeps what it does not name', () => {
    const jenny = { address: { city: 'Ulm' }, email: 'jenny@example.com', name: 'Jenny', phone: '+49' };
    const customer = create(jenny, identity);
    expect(update(customer, {})).toEqual(customer);
    expect(update(customer, { address: '', email: '', name: '' })).toEqual({
      ...customer,
      address: null,
      email: null,
      name: null,
    });
  });
});
