import Stripe from 'stripe';
import { connect, eventually, type Receiver, startReceiver, startWorld, type World } from './world.ts';

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([startWorld(), startReceiver()]);
});
afterAll(() => Promise.all([world.close(), server.close()]));

const paramsOf = (changes: object = {}): Stripe.V2.Core.EventDestinationCreateParams => ({
  name: 'mine',
  type: 'webhook_endpoint',
  event_payload: 'snapshot',
  enabled_events: ['customer.created'],
  webhook_endpoint: { url: server.url },
  ...changes,
});
const SECRET = 'webhook_endpoint.signing_secret';
const URL = 'webhook_endpoint.url';

describe('an event destination, with the official SDK', () => {
  it('is told of events by snapshots, signed with the secret that its creation showed', async () => {
    const stripe = world.sandbox();
    const { eventDestinations } = stripe.v2.core;
    const created = await eventDestinations.create(paramsOf({ include: [SECRET, URL] }));
    expect(created.webhook_endpoint).toEqual({
      url: server.url,
      signing_secret: expect.stringMatching(/^whsec_/),
    });
    const retrieved = await eventDestinations.retrieve(created.id, { include: [URL] });
    expect(retrieved).toEqual({ ...created, webhook_endpoint: { url: server.url, signing_secret: null } });
    const plain = await eventDestinations.retrieve(created.id);
    expect(plain.webhook_endpoint).toEqual({ url: null, signing_secret: null });

    const customer = await stripe.customers.create({ email: 'jenny@example.com' });
    const { body, signature } = await told(({ data }) => data?.object?.id === customer.id);
    const event = stripe.webhooks.constructEvent(body, signature, created.webhook_endpoint!.signing_secret!);
    expect(event).toMatchObject({ type: 'customer.created', api_version: '2025-02-24.acacia' });
    const about = await stripe.events.list({ related_object: customer.id } as Stripe.EventListParams);
    expect(about.data.map(({ id }) => id)).toEqual([event.id]);
  });

  it('is pinged by a thin event, which leads to its object', async () => {
    const stripe = world.sandbox();
    const { eventDestinations, events } = stripe.v2.core;
    const { id, webhook_endpoint } = await eventDestinations.create(
      paramsOf({
        event_payload: 'thin',
        enabled_events: ['v1.billing.meter.error_report_triggered'],
        include: [SECRET],
      }),
    );
    const ping = await eventDestinations.ping(id);
    const { body, signature } = await told((event) => event.id === ping.id);
    const thin = stripe.parseThinEvent(body, signature, webhook_endpoint!.signing_secret!);
    expect(thin).toMatchObject({
      object: 'v2.core.event',
      type: 'v2.core.event_destination.ping',
      context: null,
      reason: { type: 'request', request: { id: expect.stringMatching(/^req_/) } },
      related_object: { id, type: 'v2.core.event_destination' },
    });
    expect(thin).not.toHaveProperty('data');
    const event = (await events.retrieve(thin.id)) as unknown as Stripe.V2.EventBase & {
      fetchRelatedObject(): Promise<Stripe.V2.EventDestination>;
    };
    expect(event).toMatchObject({ id: thin.id, data: null });
    expect(await event.fetchRelatedObject()).toMatchObject({ id, name: 'mine' });
    const listed = await events.list({ object_id: id });
    expect(listed.data.map((each) => each.id)).toEqual([thin.id]);
  });

  it('is listed, changed, disabled, enabled and deleted', async () => {
    const { eventDestinations } = world.sandbox().v2.core;
    const ids: string[] = [];
    for (let n = 0; n < 5; n++)
      ids.unshift((await eventDestinations.create(paramsOf({ name: `n ${n}` }))).id);
    const listed: string[] = [];
    for await (const { id, webhook_endpoint } of eventDestinations.list({ limit: 2, include: [URL] })) {
      listed.push(id);
      expect(webhook_endpoint!.url).toBe(server.url);
    }
    expect(listed).toEqual(ids);

    const [id] = ids as [string];
    const updated = await eventDestinations.update(id, {
      description: 'changed',
      metadata: { order: '6735' },
    });
    expect(updated).toMatchObject({ description: 'changed', metadata: { order: '6735' }, name: 'n 4' });
    expect(await eventDestinations.disable(id)).toMatchObject({
      status: 'disabled',
      status_details: { disabled: { reason: 'user' } },
    });
    expect(await eventDestinations.enable(id)).toMatchObject({ status: 'enabled', status_details: null });
    expect(await eventDestinations.del(id)).toEqual({ id });
    await expect(eventDestinations.retrieve(id)).rejects.toMatchObject({
      statusCode: 404,
      code: 'not_found',
    });
  });

  it('is made once under its idempotency key, unless that failed', async () => {
    const { eventDestinations } = world.sandbox().v2.core;
    const options = { idempotencyKey: 'one' };
    const refused = eventDestinations.create(paramsOf({ enabled_events: ['charge.won'] }), options);
    await expect(refused).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    const first = await eventDestinations.create(paramsOf(), options);
    const again = await eventDestinations.create(paramsOf(), options);
    expect(again).toEqual(first);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    const other = eventDestinations.create(paramsOf({ name: 'other' }), { ...options, maxNetworkRetries: 0 });
    await expect(other).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 409 });
    expect(await eventDestinations.del(first.id, {}, options)).toEqual({ id: first.id });
    expect(await eventDestinations.del(first.id, {}, options)).toEqual({ id: first.id });
    expect((await eventDestinations.list()).data).toEqual([]);
  });

  it('is refused with errors in the form of v2', async () => {
    const stripe = world.sandbox();
    const { eventDestinations } = stripe.v2.core;
    const creating = eventDestinations.create(paramsOf({ webhook_endpoint: { url: 'example.com' } }));
    await expect(creating).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'invalid_fields',
      param: 'webhook_endpoint.url',
      statusCode: 400,
      requestId: expect.stringMatching(/^req_/),
    });
    // The SDK's own lists leave their first failure to nobody.
    const listing = stripe.rawRequest('GET', '/v2/core/event_destinations?page=nonsense');
    await expect(listing).rejects.toMatchObject({ code: 'invalid_fields', param: 'page' });
    const restricted = connect(world.platform.url, 'rk_test_abcdefghijkl').v2.core.eventDestinations.retrieve(
      'ed_1',
    );
    await expect(restricted).rejects.toBeInstanceOf(Stripe.errors.StripePermissionError);
  });

  it('on Amazon EventBridge is kept, and says that nothing reaches it', async () => {
    const { eventDestinations } = world.sandbox().v2.core;
    const destination = await eventDestinations.create({
      name: 'aws',
      type: 'amazon_eventbridge',
      event_payload: 'thin',
      enabled_events: ['v1.billing.meter.no_meter_found'],
      amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'eu-west-1' },
    });
    expect(destination).toMatchObject({
      amazon_eventbridge: { aws_account_id: '123456789012', aws_event_source_status: 'unknown' },
      status: 'disabled',
      status_details: { disabled: { reason: 'no_aws_event_source_exists' } },
    });
    await expect(eventDestinations.ping(destination.id)).rejects.toMatchObject({ statusCode: 400 });
  });
});

type Told = { id: string; data?: { object?: { id?: string } } };

/** What came to the server of the event that `is` it. */
async function told(is: (event: Told) => boolean): Promise<Receiver['received'][number]> {
  const found = () => server.received.find(({ body }) => is(JSON.parse(body) as Told));
  return (await eventually(
    async () => found(),
    (one) => one !== undefined,
  ))!;
}
