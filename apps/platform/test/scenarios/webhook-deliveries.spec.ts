import type { WebhookDelivery } from '@pinstripe/contract';
import type Stripe from 'stripe';
import { eventually, type Receiver, startReceiver, startWorld, type World } from './world.ts';

let world: World;
let receiver: Receiver;

beforeAll(async () => {
  [world, receiver] = await Promise.all([startWorld(), startReceiver()]);
}, 60_000);
afterAll(() => Promise.all([world?.close(), receiver?.close()]), 30_000);

async function listOf(stripe: Stripe, endpoint: string, params: Record<string, string> = {}) {
  const path = `/pinstripe/webhook_endpoints/${endpoint}/deliveries?${new URLSearchParams(params).toString()}`;
  return (await stripe.rawRequest('GET', path)) as unknown as Stripe.ApiList<WebhookDelivery>;
}

describe('webhook endpoints, through the gateway', () => {
  it('are refused with the words of the API', async () => {
    const stripe = world.sandbox();
    const url = 'https://example.com/hook';
    const wrong = (params: object) =>
      expect(stripe.webhookEndpoints.create(params as Stripe.WebhookEndpointCreateParams)).rejects;
    await wrong({ url }).toMatchObject({ statusCode: 400, param: 'enabled_events' });
    await wrong({ url, enabled_events: ['coupon.invented'] }).toMatchObject({
      statusCode: 400,
      param: 'enabled_events[0]',
    });
    await wrong({ url, enabled_events: ['*', 'coupon.created'] }).toMatchObject({ statusCode: 400 });
    await wrong({ url: 'nowhere', enabled_events: ['*'] }).toMatchObject({
      code: 'url_invalid',
      param: 'url',
    });
    await wrong({ url, enabled_events: ['*'], api_version: '2030-01-01' }).toMatchObject({
      param: 'api_version',
    });
    await wrong({ url, enabled_events: ['*'], connect: 'perhaps' }).toMatchObject({ param: 'connect' });
  });

  it('are made, listed, changed, disabled, enabled and deleted', async () => {
    const stripe = world.sandbox();
    const made = await stripe.webhookEndpoints.create({
      url: 'https://example.com/hook',
      enabled_events: ['coupon.created'],
      api_version: '2024-06-20',
      connect: true,
      description: 'ours',
      metadata: { a: '1' },
    });
    expect(made).toMatchObject({ api_version: '2024-06-20', application: null, status: 'enabled' });
    expect(made.secret).toMatch(/^whsec_/);
    const { data } = await stripe.webhookEndpoints.list();
    expect(data.map(({ id, secret }) => [id, secret])).toEqual([[made.id, undefined]]);
    const disabled = await stripe.webhookEndpoints.update(made.id, { disabled: true, description: '' });
    expect(disabled).toMatchObject({ status: 'disabled', description: null, metadata: { a: '1' } });
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: false })).toMatchObject({
      status: 'enabled',
    });
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
    await expect(stripe.webhookEndpoints.retrieve(made.id)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('the deliveries of an endpoint, through the gateway', () => {
  it('can be looked at and replayed by the key of their account', async () => {
    const stripe = world.sandbox();
    const endpoint = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['coupon.created'],
    });
    await stripe.coupons.create({ percent_off: 5, duration: 'once' });
    const { data } = await eventually(
      () => listOf(stripe, endpoint.id),
      ({ data }) => data[0]?.status === 'delivered',
    );
    const [delivery] = data;
    expect(delivery).toMatchObject({ object: 'webhook_delivery', webhook_endpoint: endpoint.id });
    const path = `/pinstripe/webhook_endpoints/${endpoint.id}/deliveries/${delivery!.id}/replay`;
    await stripe.rawRequest('POST', path, {});
    const again = await eventually(
      () => listOf(stripe, endpoint.id),
      ({ data }) => data[0]?.attempts.length === 2,
    );
    expect(again.data[0]!.status).toBe('delivered');
    for (const { body, signature } of receiver.received.slice(-2)) {
      expect(stripe.webhooks.constructEvent(body, signature, endpoint.secret!).id).toBe(delivery!.event);
    }
    await expect(listOf(world.sandbox(), endpoint.id)).rejects.toMatchObject({ statusCode: 404 });
    await expect(listOf(stripe, endpoint.id, { nonsense: '1' })).rejects.toMatchObject({
      statusCode: 400,
      code: 'parameter_unknown',
    });
  });

  it('take a secret key', async () => {
    const answer = await fetch(`${world.platform.url}/pinstripe/webhook_endpoints/we_1/deliveries`);
    expect(answer.status).toBe(401);
    const publishable = { authorization: 'Bearer pk_test_anything_you_like' };
    const refused = await fetch(`${world.platform.url}/pinstripe/webhook_endpoints/we_1/deliveries`, {
      headers: publishable,
    });
    expect(refused.status).toBe(403);
  });
});
