import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { API_VERSION, matchRoute, ownerOfRoute, SOCKET_PATHS, type Route } from '@pinstripe/contract';
import {
  errors,
  mintUuid,
  randomText,
  stopwatch,
  StripeError,
  timestamp,
  type Clock,
  type ErrorBody,
  type JsonObject,
} from '@pinstripe/kernel';
import { type Call, type ErrorAnswer, refuseUpgrade } from '@pinstripe/service';
import { logger, metrics, span, traceparent, withRemote } from '@pinstripe/telemetry';
import type { ExpansionNode } from '../composition/expansion-plan.ts';
import { forward, type ServiceAnswer } from '../composition/forward.ts';
import type { Transports } from '../composition/lookup.ts';
import { Outbound } from '../composition/outbound.ts';
import { actingAccount, Keys, type Caller, type Mode, pageCaller } from '../keys/keys.ts';
import { checkPermission, publishablePermission } from '../keys/publishable-keys.ts';
import { TokenBuckets } from '../limits/token-bucket.ts';
import { isStorable } from '../parameters/leaves.ts';
import { ParameterReader, type Parameters } from '../parameters/parameters.ts';
import { JsonPrinter } from '../render/json.ts';
import { asV2Error, isV2Path } from '../render/v2-error.ts';
import { checkVersion } from '../versions/versions.ts';
import { readContent } from './content.ts';
import type { ApiAnswer, ApiRequest, Exchange, RequestLog } from './exchange.ts';
import { answerHeaders, type AnswerNotes } from './headers.ts';

export interface GatewayOptions {
  /** The ways to the services that are there. */
  transports: Transports;
  mode: Mode;
  clock: Clock;
  /** Requests a second of one account, twice as many in a burst; null for no limit. */
  rate_limit: number | null;
  /** Told of every request once it is answered; it must not throw. */
  onRequest?: (log: RequestLog) => void;
}

const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
const UPGRADE_REFUSED = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n';
const TOTAL_COUNT = 'total_count';
const log = logger('gateway');

/**
 * The life of a request, from text to text. Whatever goes wrong on the way is answered in the API's form: an error of
 * the catalogue as it is, anything else as an internal error, which is logged with the request's id.
 */
export class Gateway {
  private readonly keys: Keys;
  private readonly buckets: TokenBuckets | null;
  private readonly reader = new ParameterReader();
  private readonly outbound: Outbound;
  private readonly printer = new JsonPrinter();
  private readonly upgraded = new Set<Duplex>();
  private closing = false;

  constructor(private readonly options: GatewayOptions) {
    this.keys = new Keys(options.mode);
    this.buckets = options.rate_limit === null ? null : new TokenBuckets(options.rate_limit);
    this.outbound = new Outbound(options.transports);
  }

  /** Never rejects. */
  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const exchange = begin(request);
    const answer = await this.respond(exchange).catch((error: unknown) => this.refuse(exchange, error));
    this.record(exchange, answer);
    return answer;
  }

  /** Hands a connection to the service that owns its path, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const [path = ''] = request.url!.split('?', 1);
    const service = SOCKET_PATHS.has(path) ? this.options.transports[ownerOfRoute(path)] : undefined;
    if (service === undefined || this.closing) return refuseUpgrade(socket, UPGRADE_REFUSED);
    this.upgraded.add(socket);
    socket.once('close', () => this.upgraded.delete(socket)).on('error', () => socket.destroy());
    service.upgrade(request, socket, head);
  }

  /** Ends the connections that were upgraded: no other end would come to them. */
  close(): void {
    this.closing = true;
    for (const socket of this.upgraded) socket.destroy();
  }

  /** The answer to a request that was refused before it was read whole. */
  answerRefused(request: ApiRequest, error: StripeError): ApiAnswer {
    const exchange = begin(request);
    const answer = this.refuse(exchange, error);
    this.record(exchange, answer);
    return answer;
  }

  private async respond(exchange: Exchange): Promise<ApiAnswer> {
    const { method, path, headers } = exchange.request;
    const match = matchRoute(method, path);
    if (match.found !== 'route' || !match.ids.every(isStorable)) {
      this.identify(exchange);
      throw errors.unrecognizedUrl(method, path);
    }
    const { route, ids } = match;
    exchange.operation = route.id;
    const attributes = {
      'http.request.method': method,
      'http.route': route.path,
      request_id: exchange.request_id,
    };
    return withRemote(single(headers['traceparent']), () =>
      span(route.id, attributes, () => this.perform(exchange, route, ids), 'server'),
    );
  }

  private async perform(exchange: Exchange, route: Route, ids: readonly string[]): Promise<ApiAnswer> {
    const { request } = exchange;
    const page_caller = pageCaller(route, ids);
    const caller = page_caller ?? this.keys.callerOf(request.headers.authorization);
    if (page_caller === null) exchange.caller = caller.account;
    exchange.livemode = caller.livemode;
    const acting_for = route.api === 'v2' ? 'stripe-context' : 'stripe-account';
    exchange.account = actingAccount(caller, single(request.headers[acting_for]));
    checkVersion(single(request.headers['stripe-version']), route.api);
    if (route.api === 'v2' && caller.key_type === 'restricted') throw errors.restrictedKeyInV2();
    // Whoever brings no key takes nothing that belongs to the account: no tokens of its rate, no keys of its own.
    if (page_caller === null) exchange.idempotency_key = idempotencyKey(request, route);
    this.takeToken(exchange, page_caller === null ? exchange.account : `page ${request.client_ip}`);
    const permission = caller.key_type === 'publishable' ? publishablePermission(route.id) : null;
    if (!this.outbound.isBuilt(route.id)) throw errors.notBuilt(request.method, request.path);

    const { fields, is_json } = readContent(request, route);
    const takes_client_secret = permission?.client_secret_required === true;
    const read = this.reader.read(route, fields, { is_json, takes_client_secret });
    const parameters = route.kind === 'search' ? asSearch(read) : read;
    if (permission !== null) checkPermission(permission, parameters.params, parameters.expand);
    const plan = this.outbound.plan(parameters.expand, route);

    const call = this.callOf(exchange, caller, route, ids, parameters);
    const answer = await forward(call, route, parameters.references, this.options.transports);
    return this.render(exchange, route, call, plan, answer);
  }

  /** Whoever asks for what is not there finds that in the log of requests, if the key is good. */
  private identify(exchange: Exchange): void {
    const caller = this.keys.find(exchange.request.headers.authorization);
    if (caller === null) return;
    exchange.caller = exchange.account = caller.account;
    exchange.livemode = caller.livemode;
  }

  private takeToken(exchange: Exchange, account: string): void {
    const refusal = this.buckets?.take(account, this.options.clock.millis()) ?? null;
    if (refusal === null) return;
    exchange.retry_after_s = refusal.retry_after_s;
    throw errors.rateLimit();
  }

  private callOf(
    { request, request_id, account, idempotency_key }: Exchange,
    { livemode, key_type }: Caller,
    route: Route,
    ids: readonly string[],
    { params }: Parameters,
  ): Call {
    return {
      operation: route.id,
      ids: [...ids],
      params,
      objects: {},
      context: {
        account: account!,
        livemode,
        platform: null,
        version: API_VERSION,
        request_id,
        idempotency_key,
        idempotency_scope: route.api === 'v2' ? route.id : null,
        fingerprint: idempotency_key === null ? '' : this.fingerprint(route, ids, params),
        key_type,
        now: timestamp(this.options.clock),
        traceparent: traceparent(),
        client_ip: request.client_ip,
        user_agent: request.headers['user-agent'] ?? null,
        base_url: baseUrl(request),
      },
    };
  }

  /** Of the parameters in one order, whichever way the client's language iterates its maps. */
  private fingerprint(route: Route, ids: readonly string[], params: JsonObject): string {
    return hash(
      'sha256',
      `${route.id} ${ids.join(' ')}\n${this.printer.print(params, `${route.id} params`)}`,
    );
  }

  private async render(
    exchange: Exchange,
    route: Route,
    call: Call,
    plan: ExpansionNode | null,
    answer: ServiceAnswer,
  ): Promise<ApiAnswer> {
    const { status, should_retry, original_request } = answer;
    if (status >= 400) {
      const { error } = JSON.parse(answer.body) as ErrorAnswer;
      return this.renderError(exchange, status, error, { should_retry, original_request });
    }
    const body = JSON.parse(answer.body) as JsonObject;
    await this.outbound.complete(body, route, plan, call);
    const headers = answerHeaders(exchange, status, { should_retry, original_request });
    return { status, headers, body: this.printer.print(body, route.id) };
  }

  private refuse(exchange: Exchange, error: unknown): ApiAnswer {
    let refusal = error;
    if (!(refusal instanceof StripeError)) {
      log.error(
        { err: error, request_id: exchange.request_id, operation: exchange.operation },
        'unexpected error',
      );
      refusal = errors.internal();
    }
    const { status, body, should_retry } = refusal as StripeError;
    return this.renderError(exchange, status, body, { should_retry, retry_after_s: exchange.retry_after_s });
  }

  private renderError(exchange: Exchange, status: number, error: ErrorBody, notes: AnswerNotes): ApiAnswer {
    exchange.error = isV2Path(exchange.request.path) ? asV2Error(status, error) : error;
    const headers = answerHeaders(exchange, status, notes);
    const body = JSON.parse(JSON.stringify({ error: exchange.error })) as JsonObject;
    return { status, headers, body: this.printer.print(body, 'error') };
  }

  private record(exchange: Exchange, { status }: ApiAnswer): void {
    const { request, request_id, operation, caller, livemode, account, idempotency_key, error } = exchange;
    const duration_ms = stopwatch() - exchange.started_ms;
    metrics.request_duration.observe(
      { service: 'gateway', operation: operation ?? 'none', status: String(status) },
      duration_ms / 1000,
    );
    this.options.onRequest?.({
      request_id,
      created_at: timestamp(this.options.clock),
      method: request.method,
      path: request.path,
      operation,
      caller,
      livemode,
      account,
      idempotency_key,
      status,
      error,
      client_ip: request.client_ip,
      duration_ms,
    });
  }
}

function begin(request: ApiRequest): Exchange {
  return {
    request,
    request_id: `req_${randomText(14)}`,
    started_ms: stopwatch(),
    operation: null,
    caller: null,
    livemode: false,
    account: null,
    idempotency_key: null,
    retry_after_s: null,
    error: null,
  };
}

/** `total_count` is no object to expand: the service counts when it is asked to (API reference, "Search"). */
function asSearch(parameters: Parameters): Parameters {
  if (!parameters.expand.includes(TOTAL_COUNT)) return parameters;
  return {
    ...parameters,
    params: { ...parameters.params, expand: [TOTAL_COUNT] },
    expand: parameters.expand.filter((path) => path !== TOTAL_COUNT),
  };
}

/**
 * Only of requests that may do something: all others do the same however often they are sent. v2 gives those a key that
 * bring none (guide "API v2 overview", "Idempotency").
 */
function idempotencyKey({ method, headers }: ApiRequest, { api }: Route): string | null {
  const key = single(headers['idempotency-key']);
  const is_v2 = api === 'v2';
  if (method !== 'POST' && !(is_v2 && method === 'DELETE')) return null;
  if (key === undefined || key === '') return is_v2 ? mintUuid() : null;
  if (key.length > IDEMPOTENCY_KEY_LENGTH_MAX) throw errors.idempotencyKeyTooLong(IDEMPOTENCY_KEY_LENGTH_MAX);
  return key;
}

const HOST = /^[\w.:[\]-]+$/;

/** How the client names the platform, whose pages and proxies say so in its stead; null of what names no host. */
function baseUrl({ headers }: ApiRequest): string | null {
  const host = single(headers['x-forwarded-host']) ?? headers.host;
  if (host === undefined || !HOST.test(host)) return null;
  const scheme = single(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http';
  return `${scheme}://${host}`;
}

/** Node joins or lists a header that was sent twice; the API's own are sent once. */
function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
