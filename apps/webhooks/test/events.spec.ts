import type { Received } from '@pinstripe/bus';
import { DAY, timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { EventsConsumer } from '../src/events/events.consumer.ts';
import { EventsWorker } from '../src/events/events.worker.ts';
import { eventually, type Receiver, receiver, webhooksWorld, type World } from './world.ts';

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([webhooksWorld(), receiver()]);
});
afterAll(() => Promise.all([world.close(), server.close()]));

const list = (account: string, params = {}) =>
  world.call<Stripe.ApiList<Stripe.Event>>('GET /v1/events', params, { account });
const ids = async (account: string, params = {}) => (await list(account, params)).data.map(({ id }) => id);

describe('events', () => {
  it('are stored as they were published', async () => {
    const [event] = await world.publish([{ type: 'customer.updated' }]);
    expect(await world.stored(event!.id)).toEqual(event);
  });

  it('are stored once, however often they are published', async () => {
    const account = 'acct_repeated';
    const [event] = await world.publish([{ account }]);
    await world.publish([
      { account, id: event!.id },
      { account, id: event!.id },
    ]);
    const [last] = await world.publish([{ account }]);
    await world.stored(last!.id, { account });
    await eventually(async () => expect(await ids(account)).toEqual([last!.id, event!.id]));
    const rows = await world.query('select from events where id = $1', [event!.id]);
    expect(rows).toHaveLength(1);
  });

  it('cause their deliveries once, too', async () => {
    const account = 'acct_repeated_deliveries';
    await world.createEndpoint(`${server.url}/ok/repeated`, {}, { account });
    const [event] = await world.publish([{ account }]);
    await server.at('/ok/repeated');
    await world.publish([{ account, id: event!.id }]);
    const [last] = await world.publish([{ account }]);
    await server.at('/ok/repeated', 2);
    const deliveries = await world.query<{ event: string }>(
      'select event from deliveries where account = $1 order by created, id',
      [account],
    );
    expect(deliveries.map(({ event }) => event)).toEqual([event!.id, last!.id]);
  });

  it('are not stored when they are no longer kept', async () => {
    const account = 'acct_late';
    const [late] = await world.publish([{ account, created_ago: 30 * DAY }]);
    const [event] = await world.publish([{ account }]);
    await world.stored(event!.id, { account });
    expect(await world.query('select from events where id = $1', [late!.id])).toEqual([]);
  });

  it('belong to their account', async () => {
    const [event] = await world.publish([{ account: 'acct_owner' }]);
    await world.stored(event!.id, { account: 'acct_owner' });
    const reading = world.call('GET /v1/events/{id}', {}, { ids: [event!.id] });
    await expect(reading).rejects.toMatchObject({ status: 404, code: 'resource_missing', param: 'id' });
  });

  it('are not held up by a message that is none', async () => {
    const account = 'acct_poison';
    const key = 'cus_poison';
    const [, good] = await world.publish([
      { account, key, value: '{"object":"charge"}' },
      { account, key },
    ]);
    await world.stored(good!.id, { account });
    expect(await ids(account)).toEqual([good!.id]);
  });

  it('are not taken along by one that only the database refuses', async () => {
    const account = 'acct_refused';
    const consumer = world.services[0]!.app.get(EventsConsumer);
    const take = (id: string, value: string) => {
      const headers: Record<string, string> = {
        ce_id: id,
        ce_type: 'customer.created',
        ce_account: account,
        ce_livemode: 'false',
        ce_time: new Date(timestamp(world.clock) * 1000).toISOString(),
      };
      const message = { value: Buffer.from(value), header: (name: string) => headers[name] };
      return consumer.onEvents([message as unknown as Received]);
    };
    const event = (id: string) => `{"id":"${id}","object":"event","data":{}}`;
    // The first is being stored while the others gather for one statement.
    const outcomes = await Promise.allSettled([
      take('evt_first', event('evt_first')),
      take('evt_before', event('evt_before')),
      take('evt_refused', '{"id":"evt_refused","object":"event",no JSON'),
      take('evt_after', event('evt_after')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    const rows = await world.query<{ id: string }>('select id from events where account = $1 order by id', [
      account,
    ]);
    expect(rows.map(({ id }) => id)).toEqual(['evt_after', 'evt_before', 'evt_first']);
  });

  it('are listed by type and time, the newest first', async () => {
    const account = 'acct_lists';
    const types = ['coupon.created', 'charge.succeeded', 'charge.refunded', 'coupon.deleted'] as const;
    const events = await world.publish(types.map((type) => ({ type, account, key: 'one' })));
    const all = events.map(({ id }) => id);
    for (const id of all) await world.stored(id, { account });
    const [coupon, succeeded, refunded, deleted] = all;
    expect(await ids(account)).toEqual([deleted, refunded, succeeded, coupon]);
    expect(await ids(account, { type: 'charge.succeeded' })).toEqual([succeeded]);
    expect(await ids(account, { type: 'charge.*' })).toEqual([refunded, succeeded]);
    expect(await ids(account, { types: ['coupon.created', 'charge.refunded'] })).toEqual([refunded, coupon]);
    expect(await ids(account, { type: 'invoice.*' })).toEqual([]);
    expect(await ids(account, { limit: 2, starting_after: deleted })).toEqual([refunded, succeeded]);
    expect(await ids(account, { created: { lt: events[0]!.created } })).toEqual([]);
    expect(await ids(account, { created: { gte: events[0]!.created } })).toHaveLength(4);
    const both = list(account, { type: 'charge.succeeded', types: ['charge.succeeded'] });
    await expect(both).rejects.toMatchObject({ status: 400 });
  });

  it('tell how many endpoints have not got them, and whether all have', async () => {
    const account = 'acct_pending';
    await world.createEndpoint(`${server.url}/ok/pending`, {}, { account });
    await world.createEndpoint(
      `${server.url}/fails/pending`,
      { enabled_events: ['charge.succeeded'] },
      { account },
    );
    const [charge, coupon] = await world.publish([
      { account, type: 'charge.succeeded' },
      { account, type: 'coupon.created' },
    ]);
    await server.at('/fails/pending');
    await server.at('/ok/pending', 2);
    await eventually(async () => {
      expect(await world.stored(charge!.id, { account })).toMatchObject({ pending_webhooks: 1 });
      expect(await world.stored(coupon!.id, { account })).toMatchObject({ pending_webhooks: 0 });
    });
    expect(await ids(account, { delivery_success: true })).toEqual([coupon!.id]);
    expect(await ids(account, { delivery_success: false })).toEqual([charge!.id]);
    const { data } = await list(account);
    expect(new Map(data.map(({ id, pending_webhooks }) => [id, pending_webhooks]))).toEqual(
      new Map([
        [charge!.id, 1],
        [coupon!.id, 0],
      ]),
    );
  });

  it('are gone after thirty days, with their deliveries', async () => {
    const account = 'acct_old';
    await world.createEndpoint(`${server.url}/ok/old`, {}, { account });
    const [event] = await world.publish([{ account }]);
    await world.stored(event!.id, { account });
    await server.at('/ok/old');
    world.advance(30 * DAY - 10);
    expect(await ids(account)).toEqual([event!.id]);
    world.advance(10);
    expect(await ids(account)).toEqual([]);
    const reading = world.call('GET /v1/events/{id}', {}, { ids: [event!.id], account });
    await expect(reading).rejects.toMatchObject({ status: 404 });

    expect(await world.services[0]!.app.get(EventsWorker).deleteBatch()).toBeGreaterThan(0);
    const left = await world.query('select id from deliveries where account = $1', [account]);
    expect(left).toEqual([]);
  });
});
