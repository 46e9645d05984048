import { DAY } from '@pinstripe/kernel';
import { arrive, askCustomer, expiryOf, isReached, ofCashBalance, send } from './refund.emailed.ts';

const identity = { id: 're_1', created: 1_740_000_000, livemode: false };
const asked = askCustomer(
  ofCashBalance({ amount: 500, currency: 'gbp', metadata: {} }, identity),
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

it.each([
  ['DE89370400440532013000', true],
  ['DE89 3704 0044 0532 0130 00', true],
  ['FR89370400440532013000', true],
  ['0001234', true],
  ['000000001234567897', true],
  ['00012345', true],
  ['000123456789', true],
  ['DE62370400440532013001', false],
  ['IE89370400440532013005', false],
  ['4444440', false],
  ['000000444444444448', false],
  ['44444440', false],
  ['000444444440', false],
])('reaches the account %s: %s', (account_number, reached) => {
  expect(isReached(account_number)).toBe(reached);
});

it.each(['DE89370400440532013009', '000123456788', ''])('does not know the account %j', (account_number) => {
  expect(() => isReached(account_number)).toThrow('test bank accounts');
});
