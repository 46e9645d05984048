import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { jitter, pause, stopwatch, type Timestamp, timestamp } from '@pinstripe/kernel';
import { Runtime, runUnit, UNREQUESTED } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import { EventDestinationsService } from '../event-destinations/event-destinations.service.ts';
import { bodyOf } from '../events/event.ts';
import type { Caused } from '../events/events.store.ts';
import { HttpClient } from '../outbound/http-client.ts';
import { isGivenUp } from '../webhook-endpoints/webhook-endpoint.ts';
import { WebhookEndpointsService } from '../webhook-endpoints/webhook-endpoints.service.ts';
import {
  addressees,
  ATTEMPT_MAX,
  cancelGone,
  claim,
  type Claimed,
  CLAIMED_FOR,
  release,
  survey,
  type Target,
  type Wanted,
} from './deliveries.queue.ts';
import { DeliveriesRecorder } from './deliveries.recorder.ts';
import { send } from './deliveries.send.ts';
import { type Addressed, DeliveryPlaces } from './delivery-places.ts';
import { cancel, isDelivered, record } from './delivery.ts';

/**
 * Makes the deliveries that are due, in each replica of the service.
 *
 * It guarantees that every delivery is attempted at its time or after, until it is delivered, given up or canceled,
 * whichever process dies; that two replicas do not attempt it at once; and that it is attempted again after a success only
 * if the process died, or was cut off from the database, before the success was recorded. A destination that is slow or
 * dead delays its own deliveries and no others. What waits, waits in the database: only attempts under way are held in
 * memory. It does not guarantee an order.
 *
 * A new delivery for which there is a place is stored as claimed, and attempted once that is committed: nobody has to look
 * for it. Those without a place wait in the database for the next round, and all others (retries, those of a replica that
 * died) are found by a survey each second.
 */
const UNRECORDED_MAX = 2000;
const SURVEY_MS = 1000;
/** Rounds begin this far apart, so that busy ones take more at once. */
const LINGER_MS = 3;
const ROOM_PATIENCE_MS = 250;
const RETRY_MS = 1000;
const STOP_PATIENCE_MS = 2000;
/** What failed together is not tried again together. */
const SPREAD = 0.1;

const log = logger('deliveries');

@Injectable()
export class DeliveriesWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly client: HttpClient;
  private readonly recorder: DeliveriesRecorder;
  private readonly places = new DeliveryPlaces();
  /** Destinations that may have deliveries due; each time that one is announced leaves an object of its own. */
  private readonly busy = new Map<string, Addressed>();
  private readonly in_flight = new Map<string, Claimed>();
  /** Destinations whose health is being noted. */
  private readonly noting = new Map<string, Promise<void>>();
  private surveyed_at = -Infinity;
  private alarm = Promise.withResolvers<void>();
  private stopped = false;
  private closed = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly endpoints: WebhookEndpointsService,
    private readonly destinations: EventDestinationsService,
  ) {
    this.client = new HttpClient({ only_public: runtime.config.mode === 'platform' });
    this.recorder = new DeliveriesRecorder(runtime.database);
  }

  onApplicationBootstrap(): void {
    // What is committed here beside events is rare: a replay, an endpoint that is enabled again.
    this.runtime.onCommit(() => this.wake());
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
  announce(destinations: Iterable<Addressed>): void {
    for (const { account, destination } of destinations) {
      this.busy.set(destination, { account, destination });
      this.alarm.resolve();
    }
  }

  /** Resolves when there is room for first attempts, or soon: nobody waits for endpoints that are slow. */
  async hasRoom(): Promise<void> {
    const give_up_at = stopwatch() + ROOM_PATIENCE_MS;
    while (!this.places.is_roomy && stopwatch() < give_up_at) await pause(LINGER_MS);
  }

  /** Takes places for the first attempts of deliveries that are about to be stored, and marks those as claimed. */
  reserve(caused: readonly Caused[], now: Timestamp): void {
    if (this.stopped || this.recorder.backlog > UNRECORDED_MAX) return;
    this.places.reckon();
    for (const each of caused) {
      const { destination } = each.delivery;
      // Half of the window is left to what has been waiting for longer.
      const share = this.busy.has(destination) ? 0.5 : 1;
      if (this.places.take({ account: each.account, destination }, 1, share) === 0) continue;
      each.claimed_until = now + CLAIMED_FOR;
    }
  }

  /** Begins the first attempts of those that have been stored and have a place; the others are due like any. */
  async begin(caused: readonly Caused[], stored: ReadonlySet<string>): Promise<void> {
    const places = caused.filter(({ claimed_until }) => claimed_until > 0);
    const begun = places.filter(({ delivery }) => stored.has(delivery.id));
    for (const { delivery } of places)
      if (!stored.has(delivery.id)) this.places.giveBack(delivery.destination);
    const others = caused.filter(
      ({ claimed_until, delivery }) => claimed_until === 0 && stored.has(delivery.id),
    );
    this.announce(others.map(({ account, delivery }) => ({ account, destination: delivery.destination })));
    if (begun.length === 0) return;
    const known = await addressees(this.runtime.database, begun).catch((error: unknown) => {
      // They are found again when their claims are over.
      for (const { delivery } of begun) this.places.giveBack(delivery.destination);
      throw error;
    });
    const waiting = Map.groupBy(caused, ({ event, account }) => `${account} ${event.id}`);
    for (const { event, account, delivery, traceparent, claimed_until } of begun) {
      const addressee = known.get(delivery.destination);
      const connected = event.account === account ? null : event.account;
      const body = bodyOf(event, connected, waiting.get(`${account} ${event.id}`)!.length);
      const target = addressee === undefined ? null : { ...addressee, body };
      void this.attempt({ account, delivery, version: 1, claimed_until, traceparent, target });
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
    this.places.forget();
    if (gone.length > 0) await cancelGone(this.runtime.database, gone, this.now());
  }

  /** Takes what there are places for and begins the attempts. */
  private async claimRound(): Promise<void> {
    const wanted = this.choose();
    if (wanted.length === 0) return;
    const announced = new Map(this.busy);
    const claimed = await claim(this.runtime.database, wanted, this.now()).catch((error: unknown) => {
      for (const { destination, count } of wanted) this.places.giveBack(destination, count);
      throw error;
    });
    const found = Map.groupBy(claimed, ({ delivery }) => delivery.destination);
    for (const { destination, count } of wanted) {
      const found_count = found.get(destination)?.length ?? 0;
      this.places.giveBack(destination, count - found_count);
      this.noteFound(destination, found_count === count, announced.get(destination)!);
    }
    for (const each of claimed) void this.attempt(each);
  }

  private choose(): Wanted[] {
    if (this.recorder.backlog > UNRECORDED_MAX || this.recorder.is_behind) return [];
    this.places.reckon();
    const wanted: Wanted[] = [];
    for (const addressed of this.busy.values()) {
      const count = this.places.take(addressed);
      if (count > 0) wanted.push({ destination: addressed.destination, count });
    }
    return wanted;
  }

  /** Whoever had less than there was room for has no more, unless more was announced since; the others go to the end of the line. */
  private noteFound(destination: string, has_more: boolean, announced_before: Addressed): void {
    const announced = this.busy.get(destination)!;
    this.busy.delete(destination);
    if (has_more || announced !== announced_before) this.busy.set(destination, announced);
  }

  /** Makes an attempt that has a place. */
  private async attempt(claimed: Claimed): Promise<void> {
    const { delivery, target, version, claimed_until } = claimed;
    const is_sending = this.in_flight.has(delivery.id);
    // Ours for longer than the claim lasts: the database was away, or the clock was set forward.
    if (is_sending) this.in_flight.set(delivery.id, claimed);
    const is_late = claimed_until - this.now() < ATTEMPT_MAX;
    if (is_sending || is_late || this.recorder.has(delivery.id)) {
      this.places.giveBack(delivery.destination);
      return;
    }
    if (target === null) {
      this.places.giveBack(delivery.destination);
      this.recorder.add({ delivery: cancel(delivery), version, attempt: null });
      return;
    }
    this.in_flight.set(delivery.id, claimed);
    const attempt = await send(this.client, this.runtime.clock, claimed, target);
    // Broken off by the end of this process: it says nothing of the destination.
    if (this.closed && attempt.http_status === null) return;
    this.in_flight.delete(delivery.id);
    const is_delivered = isDelivered(attempt);
    this.places.settle(delivery.destination, is_delivered, attempt.duration_ms);
    this.recorder.add({ delivery: record(delivery, attempt, this.now(), jitter(SPREAD)), version, attempt });
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
    const noted = destination.startsWith('ed_') ? this.destinations : this.endpoints;
    const noting = runUnit(this.runtime, { context }, () => noted.noteAttempt(destination, is_delivered))
      .then(() => undefined)
      .catch((error: unknown) =>
        log.warn({ err: error, destination }, 'the health of an endpoint was not noted'),
      )
      .finally(() => this.noting.delete(destination));
    this.noting.set(destination, noting);
  }

  private now(): Timestamp {
    return timestamp(this.runtime.clock);
  }
}
