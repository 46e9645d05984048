import { requireNoFee } from './charges.connect.ts';

it.each<[Parameters<typeof requireNoFee>[0], string | null]>([
  [{}, null],
  [{ application_fee_amount: '' }, null],
  [{ transfer_data: '' }, null],
  [{ transfer_data: { amount: '' } }, null],
  [{ application_fee_amount: 0 }, 'application_fee_amount'],
  [{ application_fee_amount: 10 }, 'application_fee_amount'],
  [{ application_fee: 10 }, 'application_fee'],
  [{ transfer_data: { amount: 10 } }, 'transfer_data[amount]'],
])('the account’s own payment with %j is refused for %s', (params, param) => {
  const paying = () => requireNoFee(params);
  if (param === null) expect(paying).not.toThrow();
  else
    expect(paying).toThrow(
      expect.objectContaining({ status: 400, body: expect.objectContaining({ param }) }),
    );
});
