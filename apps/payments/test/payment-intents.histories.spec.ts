import { DAY, type JsonObject, MINUTE } from '@pinstripe/kernel';
import fc from 'fast-check';
import { MoneyWorld } from './money-world.ts';
import { mandate_data, paying, type Started, sum, type Way } from './paying.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());

const { onPage, pay } = paying(() => world);

const billing_details = { name: 'Jenny Rosen', email: 'dispute_general@example.com' };
const debit = (iban: string) => ({ type: 'sepa_debit', currency: 'eur', hash: { iban }, mandate_data });

/** Ways to pay that differ in what becomes of the money. */
const ways: Way[] = [
  { type: 'ideal', currency: 'eur' },
  { type: 'klarna', currency: 'eur', capture_method: 'manual' },
  { type: 'paypal', currency: 'eur' },
  { type: 'paypal', currency: 'eur', capture_method: 'manual' },
  { type: 'multibanco', currency: 'eur' },
  { type: 'sofort', currency: 'eur', hash: { country: 'DE' } },
  debit('DE89370400440532013000'),
  debit('DE62370400440532013001'),
  debit('DE78370400440532013004'),
  debit('DE35370400440532013002'),
];

/** What can be done to a payment; whatever its state does not allow is refused, and moves nothing. */
const actions = {
  authorize: (intent) => onPage(intent, 'succeeded'),
  fail: (intent) => onPage(intent, 'failed'),
  capture_part: ({ id }) =>
    world.call('POST /v1/payment_intents/{intent}/capture', [id], { amount_to_capture: 700 }),
  capture: ({ id }) => world.call('POST /v1/payment_intents/{intent}/capture', [id]),
  cancel: ({ id }) => world.call('POST /v1/payment_intents/{intent}/cancel', [id]),
  refund: ({ id }) => world.call('POST /v1/refunds', [], { payment_intent: id }),
  refund_part: ({ id }) => world.call('POST /v1/refunds', [], { payment_intent: id, amount: 300 }),
  pay_otherwise: ({ id }) =>
    world.call('POST /v1/payment_intents/{intent}/confirm', [id], { payment_method: 'pm_card_visa' }),
  pay_by_debit: ({ id }) =>
    world.call('POST /v1/payment_intents/{intent}/confirm', [id], {
      mandate_data,
      payment_method_data: {
        type: 'sepa_debit',
        sepa_debit: { iban: 'DE78370400440532013004' },
        billing_details,
      },
    }),
  change_amount: ({ id }) => world.call('POST /v1/payment_intents/{intent}', [id], { amount: 3000 }),
  wait: () => world.advance(MINUTE),
  wait_long: () => world.advance(30 * DAY),
} satisfies Record<string, (intent: Started) => Promise<unknown>>;

it('conserves money, however it is paid and whatever becomes of it', async () => {
  const history = fc.array(fc.constantFrom(...(Object.keys(actions) as (keyof typeof actions)[])), {
    maxLength: 6,
  });
  const histories = fc.asyncProperty(fc.constantFrom(...ways), history, async (way, done) => {
    world.begin();
    const others = way.capture_method === undefined ? ['card', 'sepa_debit'] : [];
    const started = await pay({ billing_details, ...way }, others);
    for (const action of done) await actions[action](started);
    await world.advance(MINUTE);

    const intent = await world.ok('GET /v1/payment_intents/{intent}', [started.id]);
    const charges = await world.list('GET /v1/charges', { payment_intent: started.id });
    const booked = await world.list('GET /v1/balance_transactions', { limit: 100 });
    const disputes = await world.list('GET /v1/disputes', { payment_intent: started.id });
    const of = (...categories: string[]) =>
      sum(
        booked.filter(({ reporting_category }) => categories.includes(reporting_category as string)),
        'amount',
      );
    const balance = (await world.ok('GET /v1/balance', [])) as Record<string, unknown>;
    const funds = [balance['available'], balance['pending']].flatMap((each) => each as JsonObject[]);
    expect(sum(funds, 'amount')).toBe(sum(booked, 'net'));
    for (const { amount, fee, net } of booked) expect(net).toBe((amount as number) - (fee as number));

    const pending = charges.filter(({ status }) => status === 'pending');
    const captured = charges.filter(({ status }) => status === 'succeeded');
    const paid = sum(captured, 'amount_captured');
    expect(of('charge', 'charge_failure', 'partial_capture_reversal')).toBe(paid + sum(pending, 'amount'));
    expect(intent['amount_received']).toBe(paid);
    expect(intent['status'] === 'processing').toBe(pending.length > 0);
    expect(intent['status'] === 'succeeded').toBe(paid > 0);
    expect(intent['status'] === 'requires_action').toBe(intent['next_action'] !== null);
    expect(captured.length + pending.length).toBeLessThanOrEqual(1);
    expect(of('dispute')).toBe(0 - sum(disputes, 'amount'));
  });
  await fc.assert(histories, { numRuns: 60 });
});
