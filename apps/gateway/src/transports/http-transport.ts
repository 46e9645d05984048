import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { errors, stopwatch } from '@pinstripe/kernel';
import {
  type Answer,
  type Call,
  type ObjectsQuery,
  type ObjectsReply,
  refuseUpgrade,
  type ServiceTransport,
} from '@pinstripe/service';
import { errors as transportErrors, Pool } from 'undici';
import { tunnel } from './tunnel.ts';

const CONNECTION_COUNT = 64;
const CONNECT_TIMEOUT_MS = 2000;
/** Longer than any bounded wait of a service: what takes this long has died. */
const ANSWER_TIMEOUT_MS = 60_000;
/** How long a replica that could not be reached is left alone while another can. */
const REST_MS = 1000;

/**
 * The way to a service in other processes, its replicas: JSON over connections that are kept alive. A request goes to
 * the replica that has the fewest of ours in hand.
 *
 * A request that could not be sent, since nobody accepted the connection, goes to the next replica. Beyond that nothing
 * is tried again: when a connection breaks, whether the service acted is not known; the client is told to ask again, and
 * its idempotency key makes that safe.
 */
export class HttpTransport implements ServiceTransport {
  private readonly replicas: readonly Replica[];

  /** `urls`: the base addresses of the replicas, without a path. */
  constructor(urls: readonly string[]) {
    this.replicas = urls.map((url) => new Replica(url));
  }

  call(call: Call): Promise<Answer> {
    return this.post('/operations', call) as Promise<Answer>;
  }

  objects(query: ObjectsQuery): Promise<ObjectsReply> {
    return this.post('/objects', query) as Promise<ObjectsReply>;
  }

  /** A replica that does not answer leaves the client to come again, and rests meanwhile. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const replica = choose(this.replicas);
    if (replica === null) socket.destroy();
    else void replica.tunnel(request, socket, head);
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
  }

  private async post(path: string, content: Call | ObjectsQuery): Promise<unknown> {
    const { status, text } = await this.exchange(path, JSON.stringify(content));
    if (status === 503) throw errors.unavailable();
    if (status !== 200) throw new Error(`${path} was answered with status ${status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  private async exchange(path: string, body: string): Promise<Reply> {
    const untried = new Set(this.replicas);
    for (;;) {
      const replica = choose(untried);
      if (replica === null) throw errors.unavailable();
      untried.delete(replica);
      try {
        return await replica.exchange(path, body);
      } catch (error) {
        if (!(error instanceof Unsent)) throw errors.unavailable();
      }
    }
  }
}

interface Reply {
  status: number;
  text: string;
}

/** The request never left this process. */
class Unsent extends Error {}

class Replica {
  private readonly pool: Pool;
  in_hand = 0;
  unreachable_until = 0;

  constructor(private readonly url: string) {
    this.pool = new Pool(url, {
      connections: CONNECTION_COUNT,
      connectTimeout: CONNECT_TIMEOUT_MS,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
  }

  /** @throws Unsent when no connection was accepted, other errors when one broke. */
  async exchange(path: string, body: string): Promise<Reply> {
    this.in_hand += 1;
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await this.pool.request({ path, method: 'POST', headers, body });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      if (!isUnsent(error)) throw error;
      this.unreachable_until = stopwatch() + REST_MS;
      throw new Unsent();
    } finally {
      this.in_hand -= 1;
    }
  }

  async tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.in_hand += 1;
    const reached = await tunnel(this.url, request, socket, head);
    this.in_hand -= 1;
    if (reached) return;
    this.unreachable_until = stopwatch() + REST_MS;
    refuseUpgrade(socket, 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** The least busy of those that could be reached, of the others if there is no such; null when none is left. */
function choose(replicas: Iterable<Replica>): Replica | null {
  const now = stopwatch();
  let best: Replica | null = null;
  for (const replica of replicas) if (best === null || isBetter(replica, best, now)) best = replica;
  return best;
}

function isBetter(one: Replica, other: Replica, now: number): boolean {
  const rests = one.unreachable_until > now;
  if (rests !== other.unreachable_until > now) return !rests;
  return one.in_hand < other.in_hand;
}

/** Names that are not resolved and connections that are not accepted. */
function isUnsent(error: unknown): boolean {
  if (error instanceof transportErrors.ConnectTimeoutError) return true;
  if (error instanceof AggregateError) return error.errors.every(isUnsent);
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'connect' || syscall === 'getaddrinfo';
}
