import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kafkaBus } from '@pinstripe/bus';
import type { EventType } from '@pinstripe/contract';
import { mintId, mintSortId, pause, ShiftedClock, stopwatch, timestamp } from '@pinstripe/kernel';
import { type CallContext, readConfig, type Service, startService, UNREQUESTED } from '@pinstripe/service';
import { testDatabase, testKafka } from '@pinstripe/testing';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import type Stripe from 'stripe';
import { DeliveriesWorker } from '../src/deliveries/deliveries.worker.ts';
import { webhooks } from '../src/webhooks.module.ts';

/** The webhooks service on a database and a Kafka of its own, with a service `billing` whose events a test writes. */
export interface World {
  clock: ShiftedClock;
  /** Replicas; the first is there from the start. */
  services: Service[];
  start(): Promise<Service>;
  call<T>(operation: string, params?: object, options?: CallOptions): Promise<T>;
  createEndpoint(url: string, params?: object, options?: CallOptions): Promise<Stripe.WebhookEndpoint>;
  /** Publishes events as the outbox relay of `billing` would; answers them. */
  publish(events: Partial<Happened>[]): Promise<Stripe.Event[]>;
  /** Ends a replica: in order, or as a crash does, which records nothing more. */
  end(service: Service, how?: 'closed' | 'killed'): Promise<void>;
  /** Waits until the event is stored. */
  stored(id: string, options?: CallOptions): Promise<Stripe.Event>;
  /** Sets the clock forward, and has every replica look for deliveries that are due. */
  advance(seconds: number): void;
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface CallOptions {
  ids?: string[];
  account?: string;
  livemode?: boolean;
}

export interface Happened {
  type: EventType;
  account: string;
  /** The account that `account` is connected to. */
  platform: string;
  livemode: boolean;
  object: object;
  /** Of an event that is published again. */
  id: string;
  key: string;
  /** Instead of the event: what no consumer can store. */
  value: string;
  traceparent: string;
  /** How long ago it happened, in seconds. */
  created_ago: number;
}

export const ACCOUNT = 'acct_test';

export async function webhooksWorld(mode: 'sandbox' | 'platform' = 'sandbox'): Promise<World> {
  const [database, kafka] = [await testDatabase(), testKafka()];
  const clock = new ShiftedClock();
  const services: Service[] = [];
  const client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING });
  const producer = client.producer();
  const start = async () => {
    const config = readConfig({
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      PINSTRIPE_NAMESPACE: kafka.namespace,
      PINSTRIPE_MODE: mode,
    });
    const service = await startService(
      { ...webhooks, events_of: ['billing', 'webhooks'] },
      { config, clock },
      [kafkaBus()],
    );
    services.push(service);
    return service;
  };
  await Promise.all([start(), producer.connect()]);

  let requests = 0;
  const call: World['call'] = async (
    operation,
    params = {},
    { ids = [], account = ACCOUNT, livemode = false } = {},
  ) => {
    const context: CallContext = {
      ...UNREQUESTED,
      account,
      livemode,
      now: timestamp(clock),
      request_id: `req_${++requests}`,
    };
    const answer = await services
      .at(-1)!
      .call({ operation, ids, params: params as never, objects: {}, context });
    if (answer.kind !== 'answer') throw new Error('the service needs objects');
    const body = JSON.parse(answer.body) as { error?: object };
    if (body.error !== undefined) throw Object.assign(new Error(), { status: answer.status, ...body.error });
    return body as never;
  };

  return {
    clock,
    services,
    start,
    call,
    createEndpoint: (url, params = {}, options) =>
      call('POST /v1/webhook_endpoints', { url, enabled_events: ['*'], ...params }, options),
    publish: (happened) => publish(producer, `${kafka.namespace}.billing.events`, clock, happened),
    stored: (id, options) =>
      eventually(() => call<Stripe.Event>('GET /v1/events/{id}', {}, { ...options, ids: [id] })),
    advance: (seconds) => {
      clock.advance(seconds);
      for (const service of services) service.app.get(DeliveriesWorker).wake();
    },
    end: async (service, how = 'closed') => {
      services.splice(services.indexOf(service), 1);
      if (how === 'closed') return service.close();
      await service.runtime.database.close();
      // What a dead process would not do fails now, for want of its database.
      await service.close().catch(() => undefined);
    },
    query: (text, values = []) => services.at(-1)!.runtime.database.query({ text, values }),
    close: async () => {
      await Promise.all([producer.disconnect(), ...services.map((service) => service.close())]);
      await database.drop();
    },
  };
}

async function publish(
  producer: Producer,
  topic: string,
  clock: ShiftedClock,
  happened: Partial<Happened>[],
): Promise<Stripe.Event[]> {
  const events: Stripe.Event[] = [];
  const messages = happened.map((each) => {
    const { type = 'customer.created', account = ACCOUNT, livemode = false } = each;
    const id = each.id ?? mintId('evt', mintSortId(clock.millis()));
    const object = each.object ?? {
      id: mintId('cus', mintSortId(clock.millis())),
      object: 'customer',
      email: 'a@b.co',
    };
    const created = timestamp(clock) - (each.created_ago ?? 0);
    const event = {
      id,
      object: 'event',
      api_version: '2025-02-24.acacia',
      created,
      data: { object },
      livemode,
      pending_webhooks: 0,
      request: { id: 'req_1', idempotency_key: null },
      type,
    };
    events.push(event as unknown as Stripe.Event);
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: type,
      ce_source: '/billing',
      ce_time: new Date(created * 1000).toISOString(),
      ce_account: account,
      ce_livemode: String(livemode),
      ce_subject: (object as { id?: string }).id ?? account,
      ...(each.platform === undefined ? {} : { ce_platform: each.platform }),
      ...(each.traceparent === undefined ? {} : { traceparent: each.traceparent }),
    };
    const key = each.key ?? (object as { id?: string }).id ?? account;
    return { key, value: each.value ?? JSON.stringify(event), headers };
  });
  await producer.send({ topic, messages });
  return events;
}

/** A server that gets deliveries. What it does with one is decided by the first part of the path. */
export interface Receiver {
  url: string;
  received: Delivered[];
  /** What came to `path`, once there are as many as `count`. */
  at(path: string, count?: number): Promise<Delivered[]>;
  close(): Promise<void>;
}

export interface Delivered {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  event: Stripe.Event;
  at_ms: number;
}

type Behaviour = (response: ServerResponse, delivered: Delivered, nth: number) => void;

/** How the receiver answers, besides `ok`. */
const BEHAVIOURS: Record<string, Behaviour> = {
  ok: (response) => response.end('thank you'),
  created: (response) => response.writeHead(201).end(),
  fails: (response) => response.writeHead(500).end('no'),
  forbids: (response) => response.writeHead(403).end(),
  redirects: (response) => response.writeHead(302, { location: '/ok/redirected' }).end(),
  hangs: () => undefined,
  resets: (response) => response.socket!.resetAndDestroy(),
  drips: (response) => response.writeHead(200).write('{'),
  floods: (response) => {
    const flood = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', flood);
    };
    flood();
  },
  lies: (response) => response.socket!.end('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nshort'),
  babbles: (response) => response.socket!.end('this is no HTTP\r\n\r\n'),
  awakes: (response, _delivered, nth) => void (nth > 1 && response.end()),
  recovers: (response, _delivered, nth) => response.writeHead(nth === 1 ? 503 : 200).end(),
};

export async function receiver(): Promise<Receiver> {
  const received: Delivered[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const path = request.url!;
      const delivered = {
        path,
        headers: request.headers,
        body,
        event: JSON.parse(body) as Stripe.Event,
        at_ms: stopwatch(),
      };
      received.push(delivered);
      const nth = (counts.get(path + delivered.event.id) ?? 0) + 1;
      counts.set(path + delivered.event.id, nth);
      (BEHAVIOURS[path.split('/')[1]!] ?? BEHAVIOURS['ok'])!(response, delivered, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const to = (path: string) => received.filter((each) => each.path === path);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    at: (path, count = 1) =>
      eventually(() => {
        const found = to(path);
        if (found.length < count) throw new Error(`${found.length} of ${count} deliveries came to ${path}`);
        return found;
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What `work` answers, once it does not throw any more; what it threw last, after ten seconds. */
export async function eventually<T>(work: () => T | Promise<T>, patience_ms = 10_000): Promise<T> {
  const give_up_at = stopwatch() + patience_ms;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (stopwatch() > give_up_at) throw error;
      await pause(10);
    }
  }
}
