import type { WebhookDelivery } from '@pinstripe/contract';
import { HOUR, MINUTE } from '@pinstripe/kernel';
import StripeClient from 'stripe';
import type Stripe from 'stripe';
import { eventually, type Receiver, receiver, webhooksWorld, type World } from './world.ts';

const stripe = new StripeClient('sk_test_123456789012');

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([webhooksWorld(), receiver()]);
});
afterAll(() => Promise.all([world.close(), server.close()]));

const ROUTE = '/pinstripe/webhook_endpoints/{webhook_endpoint}';

let accounts = 0;

/** An endpoint of a new account, its deliveries, and the way to try them again. */
async function endpoint(behaviour: string) {
  const account = `acct_replay_${++accounts}`;
  const path = `/${behaviour}/${account}`;
  const made = await world.createEndpoint(server.url + path, {}, { account });
  const call = <T>(operation: string, params: object, ...ids: string[]) =>
    world.call<T>(operation, params, { account, ids: [made.id, ...ids] });
  const list = (params: object = {}) =>
    call<Stripe.ApiList<WebhookDelivery>>(`GET ${ROUTE}/deliveries`, params);
  const retrieve = (id: string) => call<WebhookDelivery>(`GET ${ROUTE}/deliveries/{delivery}`, {}, id);
  const replay = (id: string) => call<WebhookDelivery>(`POST ${ROUTE}/deliveries/{delivery}/replay`, {}, id);
  /** Publishes events; answers their deliveries once each has this status. */
  const publish = async (count: number, status: WebhookDelivery['status']) => {
    const events = await world.publish(Array.from({ length: count }, () => ({ account })));
    return eventually(async () => {
      const { data } = await list({ limit: 100 });
      const found = data.filter(({ event }) => events.some(({ id }) => id === event));
      expect(found.map((each) => each.status)).toEqual(events.map(() => status));
      expect(found.every(({ attempts }) => attempts.length > 0)).toBe(true);
      return found;
    });
  };
  return { ...made, account, path, call, list, retrieve, replay, publish };
}

describe('the deliveries of an endpoint', () => {
  it('tell what was sent, what came back and when it is tried again', async () => {
    const { id, path, account, publish, retrieve } = await endpoint('recovers');
    const [delivery] = await publish(1, 'pending');
    const [sent] = await server.at(path);
    const [{ attempts, next_attempt_at, ...rest }] = [delivery!];
    expect(rest).toEqual({
      id: expect.stringMatching(/^wd_\w{24}$/),
      object: 'webhook_delivery',
      created: expect.any(Number),
      delivered_at: null,
      event: sent!.event.id,
      event_destination: null,
      livemode: false,
      status: 'pending',
      webhook_endpoint: id,
    });
    expect(next_attempt_at! - attempts[0]!.started_at).toBeGreaterThanOrEqual(9 * MINUTE);
    expect(attempts).toEqual([
      {
        duration_ms: expect.any(Number),
        error: null,
        request: { headers: expect.any(Object), url: server.url + path },
        response: { body_head: '', status: 503 },
        started_at: expect.any(Number),
      },
    ]);
    for (const [name, value] of Object.entries(attempts[0]!.request.headers)) {
      expect(sent!.headers[name.toLowerCase()]).toBe(value);
    }
    world.advance(12 * MINUTE);
    const again = await eventually(async () => {
      const now = await retrieve(delivery!.id);
      expect(now).toMatchObject({ status: 'delivered', next_attempt_at: null });
      return now;
    });
    expect(again.attempts.map(({ response }) => response!.status)).toEqual([503, 200]);
    expect(again.delivered_at).toBeGreaterThanOrEqual(again.attempts[1]!.started_at);
    await expect(world.stored(delivery!.event, { account })).resolves.toMatchObject({ pending_webhooks: 0 });
  });

  it('that are older than the columns they have tell what is known', async () => {
    const { publish, retrieve } = await endpoint('ok');
    const [delivery] = await publish(1, 'delivered');
    await world.query(
      "update deliveries set attempts = attempts #- '{0,url}' #- '{0,signature}' where id = $1",
      [delivery!.id],
    );
    const { request, response } = (await retrieve(delivery!.id)).attempts[0]!;
    expect(request).toMatchObject({ url: '', headers: { 'Stripe-Signature': '' } });
    expect(response).toMatchObject({ status: 200 });
  });

  it('do not tell the credentials of its URL', async () => {
    const { path, call, publish, id, account } = await endpoint('ok');
    const url = `${server.url.replace('//', '//user:secret@')}${path}`;
    await world.call('POST /v1/webhook_endpoints/{webhook_endpoint}', { url }, { account, ids: [id] });
    await publish(1, 'delivered');
    expect(JSON.stringify(await call(`GET ${ROUTE}/deliveries`, {}))).not.toMatch(/secret|Basic/);
  });

  it('are listed in pages, the newest first, by event and by status', async () => {
    const { list, publish } = await endpoint('ok');
    const all = (await publish(5, 'delivered')).map(({ id }) => id);
    expect(all).toEqual(all.toSorted().reverse());
    const ids = async (params: object) => (await list(params)).data.map(({ id }) => id);
    expect(await ids({ limit: 2 })).toEqual(all.slice(0, 2));
    expect(await ids({ limit: 2, starting_after: all[1] })).toEqual(all.slice(2, 4));
    expect(await ids({ limit: 2, ending_before: all[3] })).toEqual(all.slice(1, 3));
    expect((await list({ limit: 4 })).has_more).toBe(true);
    expect((await list({ limit: 5 })).has_more).toBe(false);
    const { data } = await list({ event: (await list()).data[2]!.event });
    expect(data.map(({ id }) => id)).toEqual([all[2]]);
    expect(await ids({ status: 'failed' })).toEqual([]);
    await expect(list({ limit: 101 })).rejects.toMatchObject({ status: 400, param: 'limit' });
    await expect(list({ starting_after: all[0], ending_before: all[1] })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('belong to their account', async () => {
    const { id, publish } = await endpoint('ok');
    const [delivery] = await publish(1, 'delivered');
    const others = { account: 'acct_other', ids: [id, delivery!.id] };
    for (const operation of [
      `GET ${ROUTE}/deliveries`,
      `GET ${ROUTE}/deliveries/{delivery}`,
      `POST ${ROUTE}/deliveries/{delivery}/replay`,
      `POST ${ROUTE}/roll_secret`,
    ]) {
      await expect(world.call(operation, {}, others)).rejects.toMatchObject({
        status: 404,
        param: 'webhook_endpoint',
      });
    }
  });
});

describe('a replay', () => {
  it('sends what has arrived once more, signed anew, and leaves it delivered', async () => {
    const { path, secret, publish, replay, retrieve } = await endpoint('ok');
    const [delivery] = await publish(1, 'delivered');
    world.advance(HOUR);
    expect(await replay(delivery!.id)).toMatchObject({ status: 'pending', attempts: { length: 1 } });
    const [first, second] = await server.at(path, 2);
    expect(second!.event.id).toBe(first!.event.id);
    expect(second!.headers['stripe-signature']).not.toBe(first!.headers['stripe-signature']);
    const signed = String(second!.headers['stripe-signature']);
    expect(stripe.webhooks.signature.verifyHeader(second!.body, signed, secret!, 2 * HOUR)).toBe(true);
    await eventually(async () =>
      expect(await retrieve(delivery!.id)).toMatchObject({
        status: 'delivered',
        attempts: { length: 2 },
        delivered_at: delivery!.delivered_at,
      }),
    );
  });

  it('goes to an endpoint that all attempts failed for, and ends there if it fails', async () => {
    const { path, publish, replay, retrieve, account } = await endpoint('fails');
    const [delivery] = await publish(1, 'pending');
    for (const attempts of [2, 3, 4]) {
      world.advance(3 * HOUR);
      await eventually(async () => expect((await retrieve(delivery!.id)).attempts).toHaveLength(attempts));
    }
    expect((await retrieve(delivery!.id)).status).toBe('failed');
    await replay(delivery!.id);
    await server.at(path, 5);
    await eventually(async () =>
      expect(await retrieve(delivery!.id)).toMatchObject({ status: 'failed', attempts: { length: 5 } }),
    );
    expect(await world.stored(delivery!.event, { account })).toMatchObject({ pending_webhooks: 1 });
  });

  it('is not made while an attempt is under way, to an endpoint that is disabled, or of what is not there', async () => {
    const { id, path, account, list, replay } = await endpoint('hangs');
    await world.publish([{ account }]);
    await server.at(path);
    const [delivery] = (await list()).data;
    await expect(replay(delivery!.id)).rejects.toMatchObject({ status: 429, code: 'lock_timeout' });
    await expect(replay('wd_nowhere')).rejects.toMatchObject({ status: 404, param: 'delivery' });
    await world.call(
      'POST /v1/webhook_endpoints/{webhook_endpoint}',
      { disabled: true },
      { account, ids: [id] },
    );
    await expect(replay(delivery!.id)).rejects.toMatchObject({ status: 400, param: 'webhook_endpoint' });
  });
});

describe('the deliveries of an event destination', () => {
  const DESTINATION = '/pinstripe/event_destinations/{event_destination}/deliveries';

  it('are listed, read and replayed as those of an endpoint are, whosever event it is', async () => {
    const [account, connected] = ['acct_v2', 'acct_v2_connected'];
    const { id } = await world.call<Stripe.V2.EventDestination>(
      'POST /v2/core/event_destinations',
      {
        name: 'mine',
        type: 'webhook_endpoint',
        event_payload: 'snapshot',
        enabled_events: ['*'],
        events_from: ['self', 'other_accounts'],
        webhook_endpoint: { url: `${server.url}/ok/v2` },
      },
      { account },
    );
    const call = <T>(operation: string, ...ids: string[]) =>
      world.call<T>(operation, {}, { account, ids: [id, ...ids] });
    await world.publish([{ account }, { account: connected, platform: account }]);
    const list = await eventually(async () => {
      const found = await call<Stripe.ApiList<WebhookDelivery>>(`GET ${DESTINATION}`);
      expect(found.data.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
      return found;
    });
    expect(list.url).toBe(`/pinstripe/event_destinations/${id}/deliveries`);
    for (const delivery of list.data) {
      expect(delivery).toMatchObject({ event_destination: id, webhook_endpoint: null });
      await call(`POST ${DESTINATION}/{delivery}/replay`, delivery.id);
      await eventually(async () =>
        expect(await call(`GET ${DESTINATION}/{delivery}`, delivery.id)).toMatchObject({
          status: 'delivered',
          attempts: { length: 2 },
        }),
      );
    }
    await world.call('POST /v2/core/event_destinations/{id}/disable', {}, { account, ids: [id] });
    const { id: delivery } = list.data[0]!;
    await expect(call(`POST ${DESTINATION}/{delivery}/replay`, delivery)).rejects.toMatchObject({
      status: 400,
      param: 'event_destination',
    });
    await expect(call(`GET ${ROUTE}/deliveries`)).rejects.toMatchObject({ status: 404 });
  });

  it('of thin events are replayed too', async () => {
    const account = 'acct_v2_thin';
    const { id } = await world.call<Stripe.V2.EventDestination>(
      'POST /v2/core/event_destinations',
      {
        name: 'mine',
        type: 'webhook_endpoint',
        event_payload: 'thin',
        enabled_events: ['v1.billing.meter.no_meter_found'],
        webhook_endpoint: { url: `${server.url}/ok/v2_thin` },
      },
      { account },
    );
    await world.call('POST /v2/core/event_destinations/{id}/ping', {}, { account, ids: [id] });
    await server.at('/ok/v2_thin');
    const delivery = await eventually(async () => {
      const { data } = await world.call<Stripe.ApiList<WebhookDelivery>>(
        `GET ${DESTINATION}`,
        { status: 'delivered' },
        { account, ids: [id] },
      );
      return data[0]!.id;
    });
    await world.call(`POST ${DESTINATION}/{delivery}/replay`, {}, { account, ids: [id, delivery] });
    const [first, second] = await server.at('/ok/v2_thin', 2);
    expect(second!.event).toEqual(first!.event);
  });
});

describe('a secret', () => {
  it.each([
    [{}, 1],
    [{ expires_in: HOUR }, 2],
  ])('that is rolled with %j is shown once, and signs with %d signatures', async (params, signatures) => {
    const { path, secret, call, publish } = await endpoint('ok');
    const rolled = await call<Stripe.WebhookEndpoint>(`POST ${ROUTE}/roll_secret`, params);
    expect(rolled.secret).toMatch(/^whsec_\w{32}$/);
    expect(rolled.secret).not.toBe(secret);
    await publish(1, 'delivered');
    const [sent] = await server.at(path);
    const signed = String(sent!.headers['stripe-signature']);
    expect(signed.match(/v1=/g)).toHaveLength(signatures);
    const verifies = (value: string) => {
      try {
        return stripe.webhooks.signature.verifyHeader(sent!.body, signed, value, 24 * HOUR);
      } catch {
        return false;
      }
    };
    expect(verifies(rolled.secret!)).toBe(true);
    expect(verifies(secret!)).toBe(signatures === 2);
  });

  it('cannot go on for longer than a day', async () => {
    const { call } = await endpoint('ok');
    for (const expires_in of [-1, 24 * HOUR + 1]) {
      await expect(call(`POST ${ROUTE}/roll_secret`, { expires_in })).rejects.toMatchObject({
        status: 400,
        param: 'expires_in',
      });
    }
  });
});

describe('an event that is sent again to an endpoint', () => {
  const retry = (event: string, { account, id }: { account: string; id: string }) =>
    world.call('POST /v1/events/{id}/retry', { webhook_endpoint: id }, { account, ids: [event] });

  it('is one more attempt of its delivery', async () => {
    const to = await endpoint('ok');
    const [delivery] = await to.publish(1, 'delivered');
    await retry(delivery!.event, to);
    const again = await eventually(async () => {
      const { data } = await to.list();
      expect(data.map(({ attempts, status }) => [attempts.length, status])).toEqual([[2, 'delivered']]);
      return data[0]!;
    });
    expect(again.id).toBe(delivery!.id);
    expect((await world.stored(delivery!.event, to)).pending_webhooks).toBe(0);
  });

  it('is delivered for the first time when it is older than the endpoint', async () => {
    const { account, id: first, publish } = await endpoint('ok');
    const [delivery] = await publish(1, 'delivered');
    const path = `/ok/later_${account}`;
    const later = await world.createEndpoint(server.url + path, {}, { account });
    expect(later.id).not.toBe(first);
    await retry(delivery!.event, { account, id: later.id });
    expect((await server.at(path))[0]!.event.id).toBe(delivery!.event);
  });
});
