import { builtRoutes } from '@pinstripe/contract';
import type Stripe from 'stripe';
import { webhooksWorld, type World } from './world.ts';

const URL = 'https://example.com/hook';

let world: World;

beforeAll(async () => {
  world = await webhooksWorld();
});
afterAll(() => world.close());

const retrieve = (id: string, account?: string) =>
  world.call<Stripe.WebhookEndpoint>(
    'GET /v1/webhook_endpoints/{webhook_endpoint}',
    {},
    { ids: [id], ...(account && { account }) },
  );
const update = (id: string, params: object) =>
  world.call<Stripe.WebhookEndpoint>('POST /v1/webhook_endpoints/{webhook_endpoint}', params, { ids: [id] });
const list = (account: string, params = {}) =>
  world.call<Stripe.ApiList<Stripe.WebhookEndpoint>>('GET /v1/webhook_endpoints', params, { account });
const del = (id: string, account: string) =>
  world.call('DELETE /v1/webhook_endpoints/{webhook_endpoint}', {}, { ids: [id], account });

describe('webhook endpoints', () => {
  it('are served by the routes that the contract says are built', () => {
    expect([...world.services[0]!.operations].sort()).toEqual([...builtRoutes.webhooks!].sort());
  });

  it('show their secret when they are made, and never again', async () => {
    const { secret, ...endpoint } = await world.createEndpoint(URL, { description: 'ours' });
    expect(secret).toMatch(/^whsec_[0-9A-Za-z]{32}$/);
    expect(endpoint).toMatchObject({
      object: 'webhook_endpoint',
      status: 'enabled',
      description: 'ours',
      url: URL,
    });
    expect(await retrieve(endpoint.id)).toEqual(endpoint);
    expect(await update(endpoint.id, { metadata: { a: '1' } })).toEqual({
      ...endpoint,
      metadata: { a: '1' },
    });
    expect((await list('acct_test')).data).toContainEqual({ ...endpoint, metadata: { a: '1' } });
  });

  it('belong to their account', async () => {
    const { id } = await world.createEndpoint(URL, {}, { account: 'acct_owner' });
    await expect(retrieve(id)).rejects.toMatchObject({
      status: 404,
      code: 'resource_missing',
      param: 'webhook_endpoint',
    });
    expect(await retrieve(id, 'acct_owner')).toMatchObject({ id });
  });

  it('are refused with what is wrong', async () => {
    await expect(world.createEndpoint('nowhere')).rejects.toMatchObject({
      status: 400,
      code: 'url_invalid',
      param: 'url',
    });
    await expect(world.createEndpoint(URL, { enabled_events: ['x.y'] })).rejects.toMatchObject({
      status: 400,
      param: 'enabled_events[0]',
    });
  });

  it('are sixteen at most, however many are made at once', async () => {
    const account = 'acct_many';
    const making = Array.from({ length: 24 }, () => world.createEndpoint(URL, {}, { account }));
    const outcomes = await Promise.allSettled(making);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(16);
    const { data } = await list(account, { limit: 100 });
    expect(data).toHaveLength(16);
    await expect(world.createEndpoint(URL, {}, { account })).rejects.toMatchObject({
      status: 400,
      message: 'You have reached the maximum of 16 test webhook endpoints.',
    });
    await world.createEndpoint(URL, {}, { account, livemode: true });

    await Promise.all(data.slice(0, 2).map(({ id }) => del(id, account)));
    await world.createEndpoint(URL, {}, { account });
    await world.createEndpoint(URL, {}, { account });
    await expect(world.createEndpoint(URL, {}, { account })).rejects.toMatchObject({ status: 400 });
  });

  it('are gone once deleted', async () => {
    const { id } = await world.createEndpoint(URL, {}, { account: 'acct_gone' });
    expect(await del(id, 'acct_gone')).toEqual({ id, object: 'webhook_endpoint', deleted: true });
    await expect(retrieve(id, 'acct_gone')).rejects.toMatchObject({ status: 404 });
    await expect(del(id, 'acct_gone')).rejects.toMatchObject({ status: 404 });
  });
});
