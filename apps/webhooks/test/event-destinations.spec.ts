import type { V2List } from '@pinstripe/contract';
import { DAY, isoTime, mintId, mintSortId, timestamp } from '@pinstripe/kernel';
import type { ThinEvent } from '@pinstripe/service';
import type Stripe from 'stripe';
import { EventsWorker } from '../src/events/events.worker.ts';
import {
  type CallOptions,
  eventually,
  type Happened,
  type Receiver,
  receiver,
  webhooksWorld,
  type World,
} from './world.ts';

type Destination = Stripe.V2.EventDestination;

const ROUTE = '/v2/core/event_destinations';
const METER_ERROR = 'v1.billing.meter.error_report_triggered';
const DATA = { developer_message_summary: 'There is 1 invalid event' };

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([webhooksWorld(), receiver()]);
});
afterAll(() => Promise.all([world.close(), server.close()]));

const create = (path: string, account: string, params: object = {}) =>
  world.call<Destination>(
    `POST ${ROUTE}`,
    {
      name: 'mine',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['*'],
      webhook_endpoint: { url: `${server.url}${path}` },
      ...params,
    },
    { account },
  );
const act = <T = Destination>(id: string, verb: string, account: string) =>
  world.call<T>(`POST ${ROUTE}/{id}/${verb}`, {}, { ids: [id], account });

/** Publishes a thin event as `emitThin` writes it; answers it. */
async function publishThin(happened: Partial<Happened>, related_id = 'mtr_1'): Promise<ThinEvent> {
  const { account = 'acct_test', livemode = false } = happened;
  const event: ThinEvent = {
    id: mintId('evt_test', mintSortId(world.clock.millis())),
    object: 'v2.core.event',
    context: null,
    created: isoTime(timestamp(world.clock)),
    data: DATA,
    livemode,
    reason: null,
    related_object: { id: related_id, type: 'billing.meter', url: `/v1/billing/meters/${related_id}` },
    type: METER_ERROR,
  };
  const type = METER_ERROR as never;
  await world.publish([
    { ...happened, account, type, id: event.id, object: { id: related_id }, value: JSON.stringify(event) },
  ]);
  return event;
}

const thinStored = (id: string, options: CallOptions) =>
  eventually(() => world.call<ThinEvent>('GET /v2/core/events/{id}', {}, { ids: [id], ...options }));

describe('a destination', () => {
  it('of snapshots gets what an endpoint gets', async () => {
    const account = 'acct_snapshot';
    await create('/ok/snapshot', account, { enabled_events: ['customer.created'] });
    await world.createEndpoint(`${server.url}/ok/endpoint`, {}, { account });
    const [event] = await world.publish([{ account }, { account, type: 'coupon.created' }]);
    const [delivered] = await server.at('/ok/snapshot');
    const of_endpoint = await server.at('/ok/endpoint', 2);
    expect(delivered!.event).toEqual({ ...event, pending_webhooks: expect.any(Number) });
    const same = of_endpoint.find(({ event: { id } }) => id === event!.id)!;
    expect({ ...same.event, pending_webhooks: 0 }).toEqual({ ...delivered!.event, pending_webhooks: 0 });
    expect(delivered!.event).not.toHaveProperty('account');
    await world.publish([{ account }]);
    expect(await server.at('/ok/snapshot', 2)).toHaveLength(2);
    expect(server.received.filter(({ path }) => path === '/ok/snapshot')).toHaveLength(2);
  });

  it('of thin events gets those that it wants, without their data, and no others', async () => {
    const account = 'acct_thin';
    await create('/ok/thin', account, { event_payload: 'thin', enabled_events: [METER_ERROR] });
    await world.createEndpoint(`${server.url}/ok/thin-none`, {}, { account });
    await create('/ok/thin-other', account, {
      event_payload: 'thin',
      enabled_events: ['v1.billing.meter.no_meter_found'],
    });
    await world.publish([{ account }]);
    const { data: _, ...event } = await publishThin({ account });
    const [delivered] = await server.at('/ok/thin');
    expect(delivered!.event).toEqual(event);
    await server.at('/ok/thin-none');
    expect(server.received.filter(({ path }) => path.startsWith('/ok/thin'))).toHaveLength(2);
  });

  it('gets nothing while it is disabled, or once it is deleted', async () => {
    const account = 'acct_off';
    const { id } = await create('/ok/off', account);
    expect(await act(id, 'disable', account)).toMatchObject({
      status: 'disabled',
      status_details: { disabled: { reason: 'user' } },
    });
    const [missed] = await world.publish([{ account }]);
    await world.stored(missed!.id, { account });
    expect(await act(id, 'enable', account)).toMatchObject({ status: 'enabled', status_details: null });
    const [event] = await world.publish([{ account }]);
    expect((await server.at('/ok/off')).map(({ event: { id } }) => id)).toEqual([event!.id]);
    expect(await world.call(`DELETE ${ROUTE}/{id}`, {}, { ids: [id], account })).toEqual({ id });
    const [last] = await world.publish([{ account }]);
    expect(await world.stored(last!.id, { account })).toMatchObject({ pending_webhooks: 0 });
    await expect(act(id, 'enable', account)).rejects.toMatchObject({ status: 404 });
  });

  it('takes one of sixteen places that endpoints take too', async () => {
    const account = 'acct_sixteen';
    const { id } = await create('/ok/first', account);
    for (let n = 1; n < 16; n++) await world.createEndpoint(`${server.url}/ok/${n}`, {}, { account });
    await expect(create('/ok/17', account)).rejects.toMatchObject({ status: 400 });
    await world.call(`DELETE ${ROUTE}/{id}`, {}, { ids: [id], account });
    await create('/ok/17', account);
  });
});

describe('a ping', () => {
  it('comes to its destination alone, signed, whatever that wants', async () => {
    const account = 'acct_ping';
    const { id } = await create('/ok/ping', account, { enabled_events: ['charge.failed'] });
    await create('/ok/ping-thin', account, { event_payload: 'thin' });
    const ping = await act<ThinEvent>(id, 'ping', account);
    expect(ping).toMatchObject({
      object: 'v2.core.event',
      type: 'v2.core.event_destination.ping',
      data: null,
      related_object: { id, type: 'v2.core.event_destination', url: `${ROUTE}/${id}` },
    });
    const [delivered] = await server.at('/ok/ping');
    const { data: _, ...notification } = ping;
    expect(delivered!.event).toEqual(notification);
    expect(delivered!.headers['stripe-signature']).toMatch(/^t=\d+,v1=/);
    expect(await thinStored(ping.id, { account })).toEqual(ping);
    expect(server.received.filter(({ path }) => path === '/ok/ping-thin')).toEqual([]);
  });

  it('is refused by what is disabled, and by Amazon EventBridge', async () => {
    const account = 'acct_no_ping';
    const { id } = await create('/ok/no-ping', account);
    await act(id, 'disable', account);
    await expect(act(id, 'ping', account)).rejects.toMatchObject({ status: 400 });
    const eventbridge = await world.call<Destination>(
      `POST ${ROUTE}`,
      {
        name: 'aws',
        type: 'amazon_eventbridge',
        event_payload: 'snapshot',
        enabled_events: ['*'],
        amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'us-east-1' },
      },
      { account },
    );
    expect(eventbridge).toMatchObject({
      status: 'disabled',
      status_details: { disabled: { reason: 'no_aws_event_source_exists' } },
      webhook_endpoint: null,
    });
    for (const verb of ['ping', 'enable']) {
      await expect(act(eventbridge.id, verb, account)).rejects.toMatchObject({ status: 400 });
    }
    const [event] = await world.publish([{ account }]);
    expect(await world.stored(event!.id, { account })).toMatchObject({ pending_webhooks: 0 });
  });
});

describe('the events of a connected account', () => {
  const platform = 'acct_platform';
  const account = 'acct_connected';

  it('come to the destinations of its platform that want others’ events, and say whose they are', async () => {
    const others = { events_from: ['other_accounts'] };
    await create('/ok/others', platform, others);
    await create('/ok/self', platform);
    await create('/ok/both', platform, { events_from: ['self', 'other_accounts'] });
    await create('/ok/thin-others', platform, { ...others, event_payload: 'thin' });
    await world.createEndpoint(`${server.url}/ok/connect`, { connect: true }, { account: platform });
    await world.createEndpoint(`${server.url}/ok/own`, {}, { account });

    const [event] = await world.publish([{ account, platform }]);
    const [own] = await world.publish([{ account: platform }]);
    const thin = await publishThin({ account, platform });
    for (const path of ['/ok/others', '/ok/connect']) {
      const delivered = await server.at(path);
      expect(delivered.map(({ event }) => event)).toEqual([
        { ...event, account, pending_webhooks: expect.any(Number) },
      ]);
    }
    const both = await server.at('/ok/both', 2);
    expect(new Set(both.map(({ event: { id } }) => id))).toEqual(new Set([event!.id, own!.id]));
    expect((await server.at('/ok/self')).map(({ event: { id } }) => id)).toEqual([own!.id]);
    const [of_own] = await server.at('/ok/own');
    expect(of_own!.event).not.toHaveProperty('account');
    const [notified] = await server.at('/ok/thin-others');
    expect(notified!.event).toMatchObject({ id: thin.id, context: account });
  });

  it('are delivered again as they were, and are not to be seen by the platform otherwise', async () => {
    const url = `${server.url}/recovers/connect`;
    const { id } = await world.createEndpoint(url, { connect: true }, { account: platform });
    const [event] = await world.publish([{ account, platform }]);
    await eventually(async () => {
      const of_endpoint =
        'select jsonb_array_length(attempts) as attempted from deliveries where destination = $1';
      expect(await world.query(of_endpoint, [id])).toEqual([{ attempted: 1 }]);
    });
    world.advance(20 * 60);
    const [first, second] = await server.at('/recovers/connect', 2);
    expect(second!.event).toMatchObject({ id: event!.id, account });
    expect(second!.event.data).toEqual(first!.event.data);
    const reading = world.call('GET /v1/events/{id}', {}, { ids: [event!.id], account: platform });
    await expect(reading).rejects.toMatchObject({ status: 404 });
  });
});

describe('thin events', () => {
  const list = (account: string, params: object) =>
    world.call<V2List<ThinEvent>>('GET /v2/core/events', params, { account });

  it('are stored whole, apart from the snapshots, and listed by their object', async () => {
    const account = 'acct_thin_lists';
    const events = [await publishThin({ account }), await publishThin({ account }, 'mtr_2')];
    events.push(await publishThin({ account }));
    for (const event of events) expect(await thinStored(event.id, { account })).toEqual(event);
    const ids = ({ data }: V2List<ThinEvent>) => data.map(({ id }) => id);
    const first = await list(account, { object_id: 'mtr_1', limit: 1 });
    expect(ids(first)).toEqual([events[2]!.id]);
    const page = new URLSearchParams(first.next_page_url!.split('?')[1]).get('page');
    expect(first.next_page_url).toContain('object_id=mtr_1');
    expect(ids(await list(account, { object_id: 'mtr_1', limit: 1, page }))).toEqual([events[0]!.id]);
    await expect(list(account, { object_id: 'mtr_2', limit: 1, page })).rejects.toMatchObject({
      param: 'page',
    });
    expect(ids(await list(account, { object_id: 'mtr_3' }))).toEqual([]);
    const snapshot = world.call('GET /v1/events/{id}', {}, { ids: [events[0]!.id], account });
    await expect(snapshot).rejects.toMatchObject({ status: 404 });
    const snapshots = await world.call<Stripe.ApiList<Stripe.Event>>('GET /v1/events', {}, { account });
    expect(snapshots.data).toEqual([]);
  });

  it('are gone after thirty days', async () => {
    const account = 'acct_thin_old';
    const { id } = await publishThin({ account });
    await thinStored(id, { account });
    world.clock.advance(30 * DAY);
    const reading = world.call('GET /v2/core/events/{id}', {}, { ids: [id], account });
    await expect(reading).rejects.toMatchObject({ status: 404 });
    expect((await list(account, { object_id: 'mtr_1' })).data).toEqual([]);
    while ((await world.services[0]!.app.get(EventsWorker).deleteBatch()) > 0);
    expect(await world.query('select from thin_events where id = $1', [id])).toEqual([]);
  });
});

describe('snapshot events', () => {
  it('are listed by the object that they are about', async () => {
    const account = 'acct_related';
    const object = { id: 'cus_related', object: 'customer' };
    const events = await world.publish([
      { account, object },
      { account },
      { account, object, type: 'customer.updated' },
    ]);
    for (const { id } of events) await world.stored(id, { account });
    const ids = async (params: object) => {
      const listed = await world.call<Stripe.ApiList<Stripe.Event>>('GET /v1/events', params, { account });
      return listed.data.map(({ id }) => id);
    };
    const related_object = 'cus_related';
    expect(await ids({ related_object })).toEqual([events[2]!.id, events[0]!.id]);
    expect(await ids({ related_object, type: 'customer.created' })).toEqual([events[0]!.id]);
    expect(await ids({ related_object: 'cus_other' })).toEqual([]);
  });
});
