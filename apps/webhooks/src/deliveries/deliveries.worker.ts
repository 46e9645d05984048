import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { jitter, pause, stopwatch, type Timestamp, timestamp } from '@pinstripe/kernel';
import { Runtime, runUnit, UNREQUESTED } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import { HttpClient } from '../outbound/http-client.ts';
import { isGivenUp } from '../webhook-endpoints/webhook-endpoint.ts';
import { WebhookEndpointsService } from '../webhook-endpoints/webhook-endpoints.service.ts';
import {
  cancelGone,
  claim,
  type Claimed,
  release,
  survey,
  type Target,
  type Wanted,
} from './deliveries.queue.ts';
import { DeliveriesRecorder } from './deliveries.recorder.ts';
import { send } from './deliveries.send.ts';
import { DeliveryWindow } from './delivery-window.ts';
import { cancel, isDelivered, record } from './delivery.ts';

/**
 * Makes the deliveries that are due, in each replica of the service.
 *
 * It guarantees that every delivery is attempted at its time or after, until it is delivered, given up or canceled,
 * whichever process dies; that two replicas do not attempt it at once; and that it is attempted again after a success only
 * if the process died before the success was recorded. A destination that is slow or dead delays its own deliveries and no
 * others. What waits, waits in the database: only attempts under way are held in memory. It does not guarantee an order.
 *
 * A new delivery is attempted as soon as it has been committed here. All others (retries, those of a replica that died)
 * are found by a survey each second.
 */
const IN_FLIGHT_MAX = 1000;
/** Of which destinations that failed last, or were slow, share no more than this. */
const SUSPECT_MAX = 500;
const UNRECORDED_MAX = 2000;
const SURVEY_MS = 1000;
/** Rounds begin this far apart, so that busy ones take more at once. */
const LINGER_MS = 3;
const RETRY_MS = 1000;
const STOP_PATIENCE_MS = 2000;
/** What failed together is not tried again together. */
const SPREAD = 0.1;

const log = logger('deliveries');

@Injectable()
export class DeliveriesWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly client: HttpClient;
  private readonly recorder: DeliveriesRecorder;
  private readonly windows = new Map<string, DeliveryWindow>();
  /** Destinations that may have deliveries due, and how often they have been announced. */
  private readonly busy = new Map<string, number>();
  private readonly in_flight = new Map<string, Claimed>();
  /** Destinations whose health is being noted. */
  private readonly noting = new Map<string, Promise<void>>();
  private suspects_in_flight = 0;
  private surveyed_at = -Infinity;
  private alarm = Promise.withResolvers<void>();
  private stopped = false;
  private closed = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly endpoints: WebhookEndpointsService,
  ) {
    this.client = new HttpClient({ only_public: runtime.config.mode === 'platform' });
    this.recorder = new DeliveriesRecorder(runtime.database);
  }

  onApplicationBootstrap(): void {
    this.ended = this.run();
  }

  /** Waits a little for what is under way, and hands the rest back. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.alarm.resolve();
    await this.ended;
    const give_up_at = stopwatch() + STOP_PATIENCE_MS;
    while (this.in_flight.size > 0 && stopwatch() < give_up_at) await pause(10);
    this.closed = true;
    await this.client.close();
    await this.recorder.stop();
    await Promise.all(this.noting.values());
    if (this.in_flight.size > 0) await release(this.runtime.database, [...this.in_flight.values()]);
  }

  /** Deliveries to these destinations have been committed. */
  announce(destinations: Iterable<string>): void {
    for (const destination of destinations) {
      this.busy.set(destination, (this.busy.get(destination) ?? 0) + 1);
      this.alarm.resolve();
    }
  }

  /** Looks for deliveries that are due, now. */
  wake(): void {
    this.surveyed_at = -Infinity;
    this.alarm.resolve();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.alarm = Promise.withResolvers();
      try {
        if (stopwatch() >= this.surveyed_at + SURVEY_MS) await this.survey();
        await this.claimRound();
        await pause(LINGER_MS);
      } catch (error) {
        if (!this.stopped) log.error({ err: error }, 'deliveries are not made; trying again');
        await pause(RETRY_MS);
      }
      await Promise.race([this.alarm.promise, pause(SURVEY_MS)]);
    }
  }

  private async survey(): Promise<void> {
    this.surveyed_at = stopwatch();
    const { due, gone } = await survey(this.runtime.database, this.now());
    this.announce(due);
    for (const [destination, window] of this.windows)
      if (window.is_forgotten) this.windows.delete(destination);
    if (gone.length > 0) await cancelGone(this.runtime.database, gone, this.now());
  }

  /** Takes what there is room for and begins the attempts. */
  private async claimRound(): Promise<void> {
    const wanted = this.choose();
    if (wanted.length === 0) return;
    const announced = new Map(this.busy);
    const claimed = await claim(this.runtime.database, wanted, this.now());
    const found = Map.groupBy(claimed, ({ delivery }) => delivery.destination);
    for (const { destination, count } of wanted) {
      const has_more = (found.get(destination)?.length ?? 0) === count;
      this.noteFound(destination, has_more, announced.get(destination)!);
    }
    for (const each of claimed) void this.attempt(each);
  }

  private choose(): Wanted[] {
    const wanted: Wanted[] = [];
    if (this.recorder.backlog > UNRECORDED_MAX) return wanted;
    let room = IN_FLIGHT_MAX - this.in_flight.size;
    let suspect_room = SUSPECT_MAX - this.suspects_in_flight;
    for (const destination of this.busy.keys()) {
      const window = this.windowOf(destination);
      const count = Math.min(window.room, room, window.is_suspect ? suspect_room : room);
      if (count === 0) continue;
      wanted.push({ destination, count });
      room -= count;
      if (window.is_suspect) suspect_room -= count;
    }
    return wanted;
  }

  /** Whoever had less than there was room for has no more, unless more was announced since; the others go to the end of the line. */
  private noteFound(destination: string, has_more: boolean, announced_before: number): void {
    const announced = this.busy.get(destination)!;
    this.busy.delete(destination);
    if (has_more || announced > announced_before) this.busy.set(destination, announced);
  }

  private async attempt(claimed: Claimed): Promise<void> {
    const { delivery, target } = claimed;
    // Ours for longer than the claim lasts: the clock was set forward.
    if (this.in_flight.has(delivery.id)) return;
    if (target === null) {
      this.recorder.add({ ...claimed, delivery: cancel(delivery) });
      return;
    }
    const window = this.windowOf(delivery.destination);
    const { is_suspect } = window;
    window.begin();
    if (is_suspect) this.suspects_in_flight += 1;
    this.in_flight.set(delivery.id, claimed);
    const attempt = await send(this.client, this.runtime.clock, claimed, target);
    // Broken off by the end of this process: it says nothing of the destination.
    if (this.closed && attempt.http_status === null) return;
    this.in_flight.delete(delivery.id);
    if (is_suspect) this.suspects_in_flight -= 1;
    const is_delivered = isDelivered(attempt);
    window.settle(is_delivered, attempt.duration_ms);
    this.recorder.add({ ...claimed, delivery: record(delivery, attempt, this.now(), jitter(SPREAD)) });
    if (this.busy.size > 0) this.alarm.resolve();
    if (delivery.livemode) this.noteHealth(claimed, target, is_delivered);
  }

  /** Tells the endpoint when it begins to fail, when it has recovered and when it has failed for too long. */
  private noteHealth({ account, delivery }: Claimed, { failing_since }: Target, is_delivered: boolean): void {
    const { destination, livemode } = delivery;
    const now = this.now();
    const is_news = is_delivered
      ? failing_since !== null
      : failing_since === null || isGivenUp(failing_since, now);
    if (!is_news || this.noting.has(destination)) return;
    const context = { ...UNREQUESTED, account, livemode, now };
    const noting = runUnit(this.runtime, { context }, () =>
      this.endpoints.noteAttempt(destination, is_delivered),
    )
      .then(() => undefined)
      .catch((error: unknown) =>
        log.warn({ err: error, destination }, 'the health of an endpoint was not noted'),
      )
      .finally(() => this.noting.delete(destination));
    this.noting.set(destination, noting);
  }

  private windowOf(destination: string): DeliveryWindow {
    let window = this.windows.get(destination);
    if (window === undefined) this.windows.set(destination, (window = new DeliveryWindow()));
    return window;
  }

  private now(): Timestamp {
    return timestamp(this.runtime.clock);
  }
}
