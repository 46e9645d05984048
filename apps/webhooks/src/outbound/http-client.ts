import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { isPublicAddress } from './public-address.ts';

/**
 * Sends requests to whatever address a customer has named.
 *
 * It guarantees an end, whatever the other side does: an answer, or an error, within ten seconds, and of an answer's body
 * no more than its head is read. Redirects are answers like any other. When it must stay outside, the address that is
 * checked is the very one that is connected to, at every connection: what DNS said before, or to others, does not count.
 */
export interface Answer {
  /** Null when there was no answer. */
  http_status: number | null;
  error: string | null;
  body_head: string | null;
}

export interface HttpClientOptions {
  /** Refuse all but addresses of the public internet. */
  only_public: boolean;
  /** How long an answer is waited for. */
  timeout_ms?: number;
  /** Finds the addresses of a name; DNS unless given. */
  resolve?: Resolve;
}

type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const TIMEOUT_MS = 10_000;
/** The status is what counts: how long the rest of the answer is waited for once it is known. */
const BODY_TIMEOUT_MS = 1000;
const BODY_HEAD_BYTES = 1024;
/** Not longer than any server keeps an idle connection: one that is just being closed would look like a failure. */
const IDLE_MS = 1000;

const CONNECTION = { allowH2: false, minVersion: 'TLSv1.2' } as const;

export class HttpClient {
  private readonly agent: Agent;
  private readonly timeout_ms: number;

  constructor({ only_public, timeout_ms = TIMEOUT_MS, resolve = askDns() }: HttpClientOptions) {
    const connection = { ...CONNECTION, timeout: timeout_ms };
    this.timeout_ms = timeout_ms;
    this.agent = new Agent({
      connect: only_public ? publicConnector(connection, resolve) : connection,
      allowH2: false,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Never throws: what goes wrong is an answer without a status. */
  post(url: URL, headers: Record<string, string>, body: Buffer): Promise<Answer> {
    return new Promise((resolve) => {
      const exchange = new Exchange(this.timeout_ms, resolve);
      const options = {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers,
        body,
      } as const;
      this.agent.dispatch(options, exchange);
    });
  }

  /** Ends all connections; what is under way ends with an error. */
  close(): Promise<void> {
    return this.agent.destroy();
  }
}

/** One request and its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private timer: NodeJS.Timeout;
  private is_over = false;
  private http_status: number | null = null;
  private head: Buffer[] = [];
  private head_bytes = 0;

  constructor(
    timeout_ms: number,
    private readonly resolve: (answer: Answer) => void,
  ) {
    this.timer = setTimeout(() => this.giveUp('timed_out'), timeout_ms);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.is_over) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, http_status: number): void {
    if (http_status < 200) return;
    this.http_status = http_status;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.giveUp(null), BODY_TIMEOUT_MS);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.head.push(chunk.subarray(0, BODY_HEAD_BYTES - this.head_bytes));
    this.head_bytes += chunk.length;
    if (this.head_bytes > BODY_HEAD_BYTES) this.giveUp(null);
  }

  onResponseEnd(): void {
    this.end(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end((error as { code?: string }).code ?? error.message);
  }

  private giveUp(error: string | null): void {
    this.end(error);
    this.controller?.abort(new Error('given up'));
  }

  private end(error: string | null): void {
    if (this.is_over) return;
    this.is_over = true;
    clearTimeout(this.timer);
    const { http_status } = this;
    this.resolve(
      http_status === null
        ? { http_status, error: error ?? 'no answer', body_head: null }
        : { http_status, error: null, body_head: textOf(Buffer.concat(this.head)) },
    );
  }
}

/** PostgreSQL's jsonb holds every character but one, and no halves of any. */
function textOf(bytes: Buffer): string {
  return bytes.toString().replaceAll('\u0000', '\ufffd').toWellFormed();
}

function publicConnector(
  connection: buildConnector.BuildOptions,
  resolve: Resolve,
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const answer = async () => {
      const found = (await resolve(hostname)).filter(({ address }) => isPublicAddress(address));
      if (found.length === 0) throw refused(hostname);
      return found;
    };
    answer().then(
      (found) => callback(null, found),
      (error: Error) => callback(error, []),
    );
  };
  const connect = buildConnector({ ...connection, lookup, autoSelectFamily: true });
  return (options, callback) => {
    // An address in the URL is connected to without a lookup.
    if (isIP(options.hostname) !== 0 && !isPublicAddress(options.hostname))
      callback(refused(options.hostname), null);
    else connect(options, callback);
  };
}

function refused(hostname: string): Error {
  return Object.assign(new Error(`${hostname} is not publicly accessible`), { code: 'not_public' });
}

/** Unlike the system's own lookup it takes no thread: names that do not resolve hold up no others. */
function askDns(): Resolve {
  const dns = new Resolver({ timeout: 2000, tries: 2 });
  return async (hostname) => {
    const [v4, v6] = await Promise.allSettled([dns.resolve4(hostname), dns.resolve6(hostname)]);
    if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
    return [
      ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
      ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
    ];
  };
}
