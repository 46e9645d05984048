import { DAY, HOUR, MINUTE, pause, stopwatch, timestamp } from '@pinstripe/kernel';
import StripeClient from 'stripe';
import type Stripe from 'stripe';
import type { Attempt, Delivery } from '../src/deliveries/delivery.ts';
import { rollSecret } from '../src/webhook-endpoints/webhook-endpoint.ts';
import { eventually, type Receiver, receiver, webhooksWorld, type World } from './world.ts';

const stripe = new StripeClient('sk_test_123456789012');

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([webhooksWorld(), receiver()]);
});
afterAll(() => Promise.all([world.close(), server.close()]));

let accounts = 0;

/** An endpoint of a new account, and the ways to it. */
async function endpoint(behaviour: string, params: object = {}, livemode = false) {
  const account = `acct_${++accounts}`;
  const path = `/${behaviour}/${account}`;
  const options = { account, livemode };
  const made = await world.createEndpoint(
    server.url.replace('http:', livemode ? 'https:' : 'http:') + path,
    params,
    options,
  );
  // No certificate of the receiver's would be accepted: a live endpoint is moved to where the receiver listens.
  if (livemode) {
    await world.query(
      "update webhook_endpoints set document = document || jsonb_build_object('url', $2::text) where id = $1",
      [made.id, server.url + path],
    );
  }
  const publish = async (count = 1) => {
    const events = await world.publish(Array.from({ length: count }, () => ({ account, livemode })));
    for (const { id } of events) await world.stored(id, options);
    return events;
  };
  const update = (changes: object) =>
    world.call<Stripe.WebhookEndpoint>('POST /v1/webhook_endpoints/{webhook_endpoint}', changes, {
      ...options,
      ids: [made.id],
    });
  return { ...made, account, path, options, publish, update };
}

type Stored = Delivery & { attempts: Attempt[] };

function deliveriesOf(event: Stripe.Event): Promise<Stored[]> {
  return world.query<Stored>('select * from deliveries where event = $1', [event.id]);
}

/** The one delivery of an event, once it has this status and so many attempts. */
function delivery(event: Stripe.Event, status: Delivery['status'], attempts: number): Promise<Stored> {
  return eventually(async () => {
    const [only] = await deliveriesOf(event);
    expect(only).toMatchObject({ status, attempts: { length: attempts } });
    return only!;
  });
}

describe('an event', () => {
  it('is delivered at once, signed, in a form that the official library accepts', async () => {
    const { path, secret, publish } = await endpoint('ok');
    const began = stopwatch();
    const [event] = await publish();
    const [delivered] = await server.at(path);
    expect(delivered!.at_ms - began).toBeLessThan(2000);
    const { headers, body } = delivered!;
    expect(stripe.webhooks.constructEvent(body, headers['stripe-signature']!, secret!)).toEqual({
      ...event,
      pending_webhooks: 1,
    });
    expect(headers).toMatchObject({
      accept: '*/*; q=0.5, application/xml',
      'cache-control': 'no-cache',
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    });
    expect(body.indexOf('"id"')).toBe(1);
    const { attempts } = await delivery(event!, 'delivered', 1);
    expect(attempts[0]).toMatchObject({ http_status: 200, error: null, body_head: 'thank you' });
    expect(await world.stored(event!.id, { account: delivered!.path.split('/')[2]! })).toMatchObject({
      pending_webhooks: 0,
    });
  });

  it('goes to those endpoints that want it', async () => {
    const { account, publish } = await endpoint('ok', { enabled_events: ['charge.succeeded'] });
    const url = `${server.url}/ok/${account}`;
    await world.createEndpoint(`${url}/all`, {}, { account });
    await world.createEndpoint(`${url}/created`, { enabled_events: ['customer.created'] }, { account });
    await world.createEndpoint(`${url}/connect`, { connect: true }, { account });
    await world.createEndpoint(`${url}/live`.replace('http:', 'https:'), {}, { account, livemode: true });
    const [event] = await publish();
    await Promise.all([server.at(`/ok/${account}/all`), server.at(`/ok/${account}/created`)]);
    expect(await deliveriesOf(event!)).toHaveLength(2);
  });

  it('is signed with every secret that is active', async () => {
    const { id, path, secret, publish } = await endpoint('ok');
    const now = timestamp(world.clock);
    const secrets = rollSecret([{ value: secret!, expires_at: null }], 'whsec_new', now + HOUR, now);
    await world.query(
      "update webhook_endpoints set private = private || jsonb_build_object('secrets', $2::jsonb) where id = $1",
      [id, JSON.stringify(secrets)],
    );
    await publish();
    const [before] = await server.at(path);
    for (const each of [secret!, 'whsec_new']) {
      expect(
        stripe.webhooks.constructEvent(before!.body, before!.headers['stripe-signature']!, each).object,
      ).toBe('event');
    }
    world.advance(HOUR);
    await publish();
    const [, after] = await server.at(path, 2);
    const verifying = (value: string) =>
      stripe.webhooks.constructEvent(after!.body, after!.headers['stripe-signature']!, value);
    expect(verifying('whsec_new').object).toBe('event');
    expect(() => verifying(secret!)).toThrow();
  });

  it('brings the credentials that the URL has', async () => {
    const { account, update, path, publish } = await endpoint('ok');
    await update({ url: `${server.url.replace('//', '//user:p%40ss@')}/ok/${account}` });
    await publish();
    const [delivered] = await server.at(path);
    expect(delivered!.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });
});

describe('an answer', () => {
  it.each([
    ['created', 'delivered', { http_status: 201, error: null }],
    ['drips', 'delivered', { http_status: 200, error: null, body_head: '{' }],
    ['floods', 'delivered', { http_status: 200, error: null }],
    ['lies', 'delivered', { http_status: 200, error: null, body_head: 'short' }],
    ['fails', 'pending', { http_status: 500, error: null, body_head: 'no' }],
    ['forbids', 'pending', { http_status: 403, error: null }],
    ['redirects', 'pending', { http_status: 302, error: null }],
    ['resets', 'pending', { http_status: null, error: 'ECONNRESET' }],
    ['babbles', 'pending', { http_status: null }],
  ] as const)('that %s leaves the delivery %s', async (behaviour, status, attempt) => {
    const { publish } = await endpoint(behaviour);
    const [event] = await publish();
    expect((await delivery(event!, status, 1)).attempts[0]).toMatchObject(attempt);
    expect(server.received.some(({ path }) => path === '/ok/redirected')).toBe(false);
  });
});

describe('a delivery that failed', () => {
  it('is tried three times more over a few hours in test mode', async () => {
    const { account, path, publish } = await endpoint('fails');
    const [event] = await publish();
    await delivery(event!, 'pending', 1);
    for (const [retry, delay] of [12 * MINUTE, 45 * MINUTE, 3 * HOUR].entries()) {
      world.advance(delay);
      await delivery(event!, retry === 2 ? 'failed' : 'pending', retry + 2);
    }
    world.advance(3 * DAY);
    const signatures = (await server.at(path, 4)).map(({ headers }) => headers['stripe-signature']);
    expect(new Set(signatures).size).toBe(4);
    expect(await world.stored(event!.id, { account })).toMatchObject({ pending_webhooks: 1 });
  });

  it('is tried for three days in live mode', async () => {
    const { path, publish } = await endpoint('fails', {}, true);
    const [event] = await publish();
    const created = event!.created;
    let made = await delivery(event!, 'pending', 1);
    while (made.next_attempt_at !== null) {
      expect(made.next_attempt_at).toBeLessThanOrEqual(created + 3 * DAY + 5);
      world.advance(made.next_attempt_at - timestamp(world.clock));
      const attempts = made.attempts.length + 1;
      made = await eventually(async () => {
        const [again] = await deliveriesOf(event!);
        expect(again!.attempts).toHaveLength(attempts);
        return again!;
      });
    }
    expect(made.status).toBe('failed');
    expect(made.attempts.length).toBeGreaterThanOrEqual(15);
    expect(await server.at(path)).toHaveLength(made.attempts.length);
  });

  it('arrives when the endpoint has recovered', async () => {
    const { path, publish } = await endpoint('recovers');
    const [event] = await publish();
    await delivery(event!, 'pending', 1);
    world.advance(12 * MINUTE);
    await delivery(event!, 'delivered', 2);
    expect(await server.at(path)).toHaveLength(2);
  });

  it('is canceled when the endpoint is disabled at its next attempt', async () => {
    const { path, publish, update } = await endpoint('fails');
    const [event] = await publish();
    await delivery(event!, 'pending', 1);
    await update({ disabled: true });
    world.advance(12 * MINUTE);
    await delivery(event!, 'canceled', 1);
    await update({ disabled: false });
    world.advance(DAY);
    expect(await server.at(path)).toHaveLength(1);
  });

  it('goes on when the endpoint was disabled only in between', async () => {
    const { publish, update } = await endpoint('fails');
    const [event] = await publish();
    await delivery(event!, 'pending', 1);
    await update({ disabled: true });
    await update({ disabled: false });
    world.advance(12 * MINUTE);
    await delivery(event!, 'pending', 2);
  });

  it('is canceled when the endpoint is deleted, and pending no more', async () => {
    const { account, id, options, publish } = await endpoint('fails');
    const [event] = await publish();
    await delivery(event!, 'pending', 1);
    await world.call('DELETE /v1/webhook_endpoints/{webhook_endpoint}', {}, { ...options, ids: [id] });
    await delivery(event!, 'canceled', 1);
    expect(await world.stored(event!.id, { account })).toMatchObject({ pending_webhooks: 0 });
  });
});

describe('an attempt', () => {
  it.each([
    ['refused', "raise 'the disk is full';"],
    ['held up', 'perform pg_advisory_xact_lock_shared(1); return new;'],
  ])('is not made again by this process when recording successes is %s for long', async (_name, what) => {
    const [first, second] = [await endpoint('ok'), await endpoint('ok')];
    const holding = await world.services[0]!.runtime.database.dedicatedClient();
    await holding.query('select pg_advisory_lock(1)');
    await holding.query(
      `create function delay() returns trigger language plpgsql as $$ begin ${what} end $$`,
    );
    await holding.query(`
      create trigger delay before update of attempts on deliveries for each row
      when (new.account = '${first.account}') execute function delay()`);
    const [event] = await first.publish();
    await server.at(first.path);
    const [other] = await second.publish();
    await server.at(second.path);
    world.advance(MINUTE);
    await pause(300);
    await holding.query('select pg_advisory_unlock(1)');
    await holding.query('drop function delay cascade');
    await holding.end();
    await Promise.all([delivery(event!, 'delivered', 1), delivery(other!, 'delivered', 1)]);
    expect(await server.at(first.path)).toHaveLength(1);
    expect(await server.at(second.path)).toHaveLength(1);
  });

  it('does not begin when its claim could end before it does', async () => {
    const { path, account } = await endpoint('ok');
    const storing = await world.services[0]!.runtime.database.dedicatedClient();
    await storing.query('begin; lock table events in share mode');
    const [event] = await world.publish([{ account }]);
    await eventually(async () => {
      const waiting = await world.query(
        "select from pg_locks where relation = 'events'::regclass and mode = 'RowExclusiveLock' and not granted",
      );
      expect(waiting).toHaveLength(1);
    });
    world.advance(20);
    await storing.query('commit');
    await storing.end();
    await world.stored(event!.id, { account });
    await pause(300);
    expect(server.received.some((each) => each.path === path)).toBe(false);
    world.advance(11);
    await delivery(event!, 'delivered', 1);
    expect(await server.at(path)).toHaveLength(1);
  });
});

describe('an endpoint', () => {
  it('gets nothing while it is disabled', async () => {
    const { publish, update } = await endpoint('ok');
    await update({ disabled: true });
    const [missed] = await publish();
    await update({ disabled: false });
    const [event] = await publish();
    await delivery(event!, 'delivered', 1);
    expect(await deliveriesOf(missed!)).toEqual([]);
  });

  it('that has failed for days is disabled in live mode', async () => {
    const { publish, options, id } = await endpoint('fails', {}, true);
    const [first] = await publish();
    await delivery(first!, 'pending', 1);
    await eventually(async () => {
      const [row] = await world.query<{ since: number }>(
        "select (private ->> 'failing_since')::bigint as since from webhook_endpoints where id = $1",
        [id],
      );
      expect(row!.since).not.toBeNull();
    });
    world.advance(7 * DAY);
    await publish();
    await eventually(async () => {
      const read = await world.call<Stripe.WebhookEndpoint>(
        'GET /v1/webhook_endpoints/{webhook_endpoint}',
        {},
        { ...options, ids: [id] },
      );
      expect(read.status).toBe('disabled');
    });
  });

  it('that hangs delays no other', async () => {
    const [hanging, quick] = [await endpoint('hangs'), await endpoint('ok')];
    await hanging.publish(30);
    await server.at(hanging.path);
    const began = stopwatch();
    await quick.publish(30);
    await server.at(quick.path, 30);
    expect(stopwatch() - began).toBeLessThan(5000);
    expect(await server.at(hanging.path)).toHaveLength(1);
  });
});
