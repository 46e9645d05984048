import { emit, emitThin, OUTBOX, type ThinEvent } from '../src/index.ts';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import type Stripe from 'stripe';

let world: UnitWorld;

beforeAll(async () => {
  world = await unitWorld();
});
afterAll(() => world.close());

type Sent = { topic: string; key: string; headers: Record<string, string>; value: string };

/** What stands in the outbox of what `work` has emitted. */
async function sent(work: () => unknown, context = {}): Promise<Sent[]> {
  await world.runtime.database.query({ text: `delete from ${OUTBOX.name}` });
  await world.run(async () => work(), context);
  return world.runtime.database.query<Sent>({
    text: `select topic, key, headers, value from ${OUTBOX.name}`,
  });
}

const DATA: Stripe.Events.V1BillingMeterNoMeterFoundEvent.Data = {
  developer_message_summary: 'There is 1 invalid event',
  reason: {
    error_count: 1,
    error_types: [
      {
        code: 'no_meter',
        error_count: 1,
        sample_errors: [{ error_message: 'There is no such meter.', request: { identifier: 'one' } }],
      },
    ],
  },
  validation_end: '2025-02-24T00:00:10.000Z',
  validation_start: '2025-02-24T00:00:00.000Z',
};

describe('a thin event', () => {
  it('is about its object, which its url retrieves', async () => {
    const [event] = await sent(() => emitThin('v1.billing.meter.error_report_triggered', 'mtr_1', DATA));
    expect(event).toMatchObject({
      topic: 'test.test.events',
      key: 'mtr_1',
      headers: {
        ce_type: 'v1.billing.meter.error_report_triggered',
        ce_subject: 'mtr_1',
        ce_account: 'acct_test',
        ce_livemode: 'false',
      },
    });
    const value = JSON.parse(event!.value) as ThinEvent;
    expect(value).toEqual({
      id: event!.headers['ce_id'],
      object: 'v2.core.event',
      context: null,
      created: new Date(world.context.now * 1000).toISOString(),
      data: DATA,
      livemode: false,
      reason: null,
      related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
      type: 'v1.billing.meter.error_report_triggered',
    });
    expect(value.id).toMatch(/^evt_test_\w{24}$/);
  });

  it('may be about none, and is keyed by its account then', async () => {
    const [event] = await sent(() => emitThin('v1.billing.meter.no_meter_found', null, DATA));
    expect(event).toMatchObject({ key: 'acct_test', headers: { ce_subject: 'acct_test' } });
    expect(JSON.parse(event!.value)).toMatchObject({ related_object: null, data: DATA });
  });

  it('names the request that caused it', async () => {
    const [event] = await sent(() => emitThin('v2.core.event_destination.ping', 'ed_1', null), {
      request_id: 'req_1',
      idempotency_key: 'key',
    });
    expect(JSON.parse(event!.value)).toMatchObject({
      data: null,
      reason: { type: 'request', request: { id: 'req_1', idempotency_key: 'key' } },
      related_object: { url: '/v2/core/event_destinations/ed_1' },
    });
  });
});

describe('an event of a connected account', () => {
  it.each([
    ['a snapshot', () => emit('coupon.created', { id: 'co_1', object: 'coupon' }, null)],
    ['thin', () => void emitThin('v1.billing.meter.no_meter_found', null, DATA)],
  ])('names the platform: %s', async (_, emitted) => {
    const [own] = await sent(emitted);
    expect(own!.headers).not.toHaveProperty('ce_platform');
    const [connected] = await sent(emitted, { account: 'acct_connected', platform: 'acct_platform' });
    expect(connected!.headers).toMatchObject({ ce_account: 'acct_connected', ce_platform: 'acct_platform' });
  });
});
