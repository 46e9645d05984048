import { DAY } from '@pinstripe/kernel';
import { arrive, askCustomer, expiryOf, ofCashBalance, send } from './refund.emailed.ts';

const identity = { id: 're_1', created: 1_740_000_000, livemode: false };
const asked = askCustomer(
  ofCashBalance({ amount: 500, currency: 'gbp', metadata: {}, reason: null }, identity),
  'jenny@example.com',
  1_740_000_100,
);

it('asks for 45 days, in words that name the address', () => {
  expect(asked).toMatchObject({
    instructions_email: 'jenny@example.com',
    next_action: {
      display_details: {
        email_sent: { email_sent_at: 1_740_000_100, email_sent_to: 'jenny@example.com' },
        expires_at: 1_740_000_100 + 45 * DAY,
      },
    },
    status: 'requires_action',
  });
  expect(expiryOf(asked)).toBe(1_740_000_100 + 45 * DAY);
});

it('asks no more once it is sent, and tells under which reference it has arrived', () => {
  const sent = send(asked);
  expect(sent).toMatchObject({ instructions_email: 'jenny@example.com', status: 'pending' });
  expect(sent).not.toHaveProperty('next_action');
  expect(arrive(sent, 'REF')).toMatchObject({
    destination_details: {
      gb_bank_transfer: { reference: 'REF', reference_status: 'available' },
      type: 'gb_bank_transfer',
    },
    status: 'succeeded',
  });
});
