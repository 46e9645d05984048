import { chargeOf } from '../../test/charges.ts';
import { update } from './charge.update.ts';

it('changes what it is given, and nothing else', async () => {
  const charge = { ...(await chargeOf({ description: 'before' })), metadata: { kept: '1', gone: '2' } };
  const updated = update(charge, {
    description: '',
    fraud_details: { user_report: 'safe' },
    metadata: { gone: '', added: '3' },
    receipt_email: 'jenny@example.com',
    shipping: { name: 'Jenny', address: { line1: '1 Main St' } },
    transfer_group: 'order_1',
  });
  expect(updated).toEqual({
    ...charge,
    description: null,
    fraud_details: { user_report: 'safe' },
    metadata: { kept: '1', added: '3' },
    receipt_email: 'jenny@example.com',
    shipping: {
      address: { city: null, country: null, line1: '1 Main St', line2: null, postal_code: null, state: null },
      carrier: null,
      name: 'Jenny',
      phone: null,
      tracking_number: null,
    },
    transfer_group: 'order_1',
  });
  expect(update(updated, { fraud_details: { user_report: '' } }).fraud_details).toEqual({});
  expect(update(updated, {})).toEqual(updated);
});

it('gets a customer once', async () => {
  const charge = update(await chargeOf(), { customer: 'cus_1' });
  expect(charge.customer).toBe('cus_1');
  expect(() => update(charge, { customer: 'cus_2' })).toThrow(
    expect.objectContaining({
      body: expect.objectContaining({ code: 'charge_invalid_parameter', param: 'customer' }),
    }),
  );
});

it('gets a transfer group once', async () => {
  const charge = update(await chargeOf(), { transfer_group: 'order_1' });
  expect(update(charge, { transfer_group: 'order_1' })).toEqual(charge);
  expect(() => update(charge, { transfer_group: 'order_2' })).toThrow('already has a transfer_group');
});

it('wants an email address', async () => {
  const charge = await chargeOf();
  expect(() => update(charge, { receipt_email: 'jenny' })).toThrow('Invalid email address: jenny');
});
