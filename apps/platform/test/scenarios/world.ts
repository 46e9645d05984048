import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomText, ShiftedClock } from '@pinstripe/kernel';
import { readConfig } from '@pinstripe/service';
import { testDatabase, testKafka } from '@pinstripe/testing';
import Stripe from 'stripe';
import { type Platform, startPlatform } from '../../src/platform.ts';
import { checkEvent, checkingClient } from './conformity.ts';

/** A whole platform of a test's own, reached as its users reach it: through the gateway, with the official SDK. */
export interface World {
  readonly platform: Platform;
  clock: ShiftedClock;
  brokers: string[];
  namespace: string;
  /** The SDK with a key of its own: a sandbox that nobody else sees. */
  sandbox(): Stripe;
  /** Makes time pass, and everything that falls due in it happen. */
  advance(seconds: number): Promise<void>;
  /** Ends the platform and starts it again, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const { url, drop } = await testDatabase();
  const { brokers, namespace } = testKafka();
  const clock = new ShiftedClock();
  const config = readConfig({
    DATABASE_URL: url,
    KAFKA_BROKERS: brokers.join(','),
    PINSTRIPE_NAMESPACE: namespace,
    VAULT_KEY: '5e'.repeat(32),
  });
  let platform = await startPlatform({ config, clock, rate_limit: null });
  const advance = async (seconds: number) => {
    clock.advance(seconds);
    for (const service of platform.services) while ((await service.poll()) > 0);
  };
  return {
    get platform() {
      return platform;
    },
    clock,
    brokers,
    namespace,
    sandbox: () => connect(platform.url, `sk_test_${randomText(20)}`),
    advance,
    restart: async () => {
      const port = Number(new URL(platform.url).port);
      await platform.close();
      platform = await startPlatform({ config: { ...config, port }, clock, rate_limit: null });
    },
    close: async () => {
      await platform.close();
      await drop();
    },
  };
}

export function connect(url: string, key: string, options: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(url);
  const httpClient = checkingClient();
  return new Stripe(key, { host: hostname, port: Number(port), protocol: 'http', httpClient, ...options });
}

/** The types of the account's events, oldest first, once there are `count` of them. */
export async function eventTypes(stripe: Stripe, count: number): Promise<string[]> {
  const events = await eventually(
    () => stripe.events.list({ limit: 100 }),
    ({ data }) => data.length >= count,
  );
  return events.data.map(({ type }) => type).reverse();
}

const PATIENCE_MS = 15_000;

/** What `ask` answers, asked again until `holds` says that this is it. @throws Error with the last answer otherwise. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  patience_ms = PATIENCE_MS,
): Promise<T> {
  const until = performance.now() + patience_ms;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > until)
      throw new Error(`it did not come to be: ${JSON.stringify(answer, null, 2)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A merchant's own server: keeps what is posted to it, and says 200. */
export interface Receiver {
  url: string;
  received: { body: string; signature: string }[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Receiver['received'] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      checkEvent(JSON.parse(body) as object);
      received.push({
        body,
        signature: String(request.headers['stripe-signature']),
      });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
