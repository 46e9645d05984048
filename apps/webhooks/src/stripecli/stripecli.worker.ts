import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { header, json, type Received, topicOf } from '@pinstripe/bus';
import type { StripecliFeature } from '@pinstripe/contract';
import { errors, randomText, timestamp } from '@pinstripe/kernel';
import { type LoggedRequest, refuseUpgrade, Runtime } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import { WebSocketServer } from 'ws';
import { isPing } from '../event-destinations/event-destination.ts';
import { bodyOf } from '../events/event.ts';
import { isThin, requestFrame, snapshotFrames, thinFrame } from './frame.ts';
import { Listener } from './listener.ts';
import { passes } from './logged-request.ts';
import { OpenTail } from './open-tail.ts';
import { StripecliService } from './stripecli.service.ts';

const SUBPROTOCOL = 'stripecli-devproxy-v1';
/** What the CLI tells of an answer has the event in it, and the answer's body. */
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** Of one account, in this process. */
const LISTENERS_MAX = 32;
const TOO_MANY = answer('429 Too Many Requests', `An account can have up to ${LISTENERS_MAX} sockets.`);
const SURVEY_MS = 10_000;
/** What a session asks for to hear events of a kind. */
const FEATURES = { snapshot: 'webhooks', thin: 'v2_events' } as const;

const log = logger('stripecli');

/**
 * The sockets of the CLI, and what they are sent: events as they are published, and the log of requests.
 *
 * It guarantees that a socket is sent every event of its account that is published after it was accepted, as soon as Kafka
 * has it, until it closes: every replica reads all topics, for the sockets that it holds. It keeps nothing: what happens
 * while no socket is open is for `stripe events resend`. A socket that takes less than it is sent is closed when too much
 * waits for it, and the CLI opens another.
 */
@Injectable()
export class StripecliWorker implements OnModuleDestroy {
  private readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MESSAGE_BYTES_MAX,
    handleProtocols: () => SUBPROTOCOL,
  });
  /** By account and mode. */
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly events: OpenTail;
  private readonly requests: OpenTail;
  private readonly surveying: NodeJS.Timeout;

  constructor(
    private readonly runtime: Runtime,
    private readonly sessions: StripecliService,
  ) {
    const { namespace, name, events_of } = runtime;
    const topics = events_of.map((service) => topicOf(namespace, service, 'events'));
    this.events = this.tail([...topics, topicOf(namespace, name, 'resends')], (message) =>
      this.onEvent(message),
    );
    this.requests = this.tail([topicOf(namespace, 'gateway', 'requests')], (message) =>
      this.onRequests(message),
    );
    this.surveying = setInterval(() => this.survey(), SURVEY_MS).unref();
  }

  /** Accepts a socket once what its session is to hear is being read. Never rejects. */
  async connect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      if (request.headers['sec-websocket-protocol'] !== SUBPROTOCOL)
        return refuseUpgrade(socket, answer('400 Bad Request', `The protocol here is ${SUBPROTOCOL}.`));
      const now = timestamp(this.runtime.clock);
      const found = await this.sessions.find(String(request.headers['websocket-id']), now);
      if (found === null) return refuseUpgrade(socket, answer('400 Bad Request', 'Unknown WebSocket ID.'));
      const { session, secret } = found;
      const key = keyOf(session.account, session.livemode);
      if (this.isFull(key)) return refuseUpgrade(socket, TOO_MANY);
      for (const tail of new Set(session.features.map((feature) => this.tailOf(feature)))) {
        await tail.hold();
        if (socket.destroyed) return tail.release();
        socket.once('close', () => tail.release());
      }
      // Others came while this one waited.
      if (this.isFull(key)) return refuseUpgrade(socket, TOO_MANY);
      this.server.handleUpgrade(request, socket, head, (opened) => {
        const listener = new Listener(opened, session, secret);
        const listeners = this.listeners.get(key) ?? new Set();
        this.listeners.set(key, listeners.add(listener));
        opened.once('close', () => {
          listeners.delete(listener);
          if (listeners.size === 0) this.listeners.delete(key);
        });
      });
    } catch (error) {
      log.error({ err: error }, 'a socket of the CLI could not be accepted');
      refuseUpgrade(socket, answer('503 Service Unavailable', errors.unavailable().message));
    }
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.surveying);
    for (const listener of this.all()) listener.close();
    await Promise.all([this.events.close(), this.requests.close()]);
  }

  private tail(topics: string[], hear: (message: Received) => void): OpenTail {
    const { namespace, name, config } = this.runtime;
    return new OpenTail({
      brokers: config.kafka_brokers,
      name: `${namespace}.${name}`,
      topics,
      hear: (message) => {
        try {
          hear(message);
        } catch (error) {
          const { topic, partition, offset } = message;
          log.error({ err: error, topic, partition, offset }, 'a message could not be shown');
        }
      },
    });
  }

  private tailOf(feature: StripecliFeature): OpenTail {
    return feature === 'request_logs' ? this.requests : this.events;
  }

  /** Nothing is parsed, nor even decoded, unless somebody listens. A ping is for the destination that is asked by it. */
  private onEvent(message: Received): void {
    const account = header(message, 'ce_account');
    const livemode = header(message, 'ce_livemode');
    const type = header(message, 'ce_type');
    const kind = isThin(type) ? 'thin' : 'snapshot';
    const own = this.listening(keyOf(account, livemode), FEATURES[kind]);
    const platforms = this.listening(keyOf(message.header('ce_platform') ?? '', livemode), FEATURES[kind]);
    if (own.length + platforms.length === 0 || isPing(type)) return;
    const text = message.value!.toString();
    const now = timestamp(this.runtime.clock);
    for (const [listeners, connected] of [
      [own, null],
      [platforms, account],
    ] as const) {
      if (listeners.length === 0) continue;
      const body = bodyOf({ kind, text }, connected, 0);
      for (const listener of listeners) {
        if (kind === 'thin') listener.send([thinFrame(body, listener, now)]);
        else listener.send(snapshotFrames(body, listener, `wc_${randomText(24)}`, now));
      }
    }
  }

  private onRequests(message: Received): void {
    const key = keyOf(header(message, 'ce_account'), header(message, 'ce_livemode'));
    const listeners = this.listening(key, 'request_logs');
    if (listeners.length === 0) return;
    for (const request of json(message) as LoggedRequest[]) {
      const frame = requestFrame(request, `resp_${randomText(14)}`);
      for (const listener of listeners) if (passes(listener.session.filters, request)) listener.send([frame]);
    }
  }

  private isFull(key: string): boolean {
    return (this.listeners.get(key)?.size ?? 0) >= LISTENERS_MAX;
  }

  private listening(key: string, feature: StripecliFeature): Listener[] {
    return [...(this.listeners.get(key) ?? [])].filter(({ session }) => session.features.includes(feature));
  }

  private survey(): void {
    for (const listener of this.all()) listener.endIfSilent();
  }

  private all(): Listener[] {
    return [...this.listeners.values()].flatMap((listeners) => [...listeners]);
  }
}

function keyOf(account: string, livemode: boolean | string): string {
  return `${livemode} ${account}`;
}

/** The CLI reads what the answer says: of an id that is not known it asks for another. */
function answer(status: string, message: string): string {
  const body = JSON.stringify({ error: { type: 'invalid_request_error', message } });
  return (
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
    `Connection: close\r\n\r\n${body}`
  );
}
