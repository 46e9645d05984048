import 'reflect-metadata';
import { type JsonObject, randomText, ShiftedClock, timestamp } from '@pinstripe/kernel';
import {
  readConfig,
  runUnit,
  type Service,
  startService,
  UNREQUESTED,
  type WorkContext,
} from '@pinstripe/service';
import { testDatabase } from '@pinstripe/testing';
import { payments } from '../src/payments.module.ts';

/** An event as it was published: what a client is told, in short. */
export interface Told {
  type: string;
  data: { object: JsonObject; previous_attributes?: JsonObject };
}

interface Opening {
  /** The time at which it begins. */
  clock?: ShiftedClock;
  /** Fills the database before it is migrated. */
  fill?: (url: string) => Promise<void>;
}

/** Payments without a gateway and without a bus; each test has an account of its own. */
export class MoneyWorld {
  account = '';
  livemode = false;
  customers: Record<string, JsonObject> = {};

  private constructor(
    readonly clock: ShiftedClock,
    readonly drop: () => Promise<void>,
    private started: Service | null = null,
  ) {}

  static async open({ clock = new ShiftedClock(), fill }: Opening = {}): Promise<MoneyWorld> {
    const { url, drop } = await testDatabase();
    const world = new MoneyWorld(clock, drop);
    await fill?.(url);
    const config = readConfig({ DATABASE_URL: url, VAULT_KEY: '01'.repeat(32) }, []);
    world.started = await startService(payments, { config, clock: world.clock });
    return world;
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.drop();
  }

  begin(): void {
    this.account = `acct_${randomText(8)}`;
    this.livemode = false;
    this.customers = {};
  }

  get service(): Service {
    return this.started!;
  }

  get context(): WorkContext {
    const { account, livemode } = this;
    return { ...UNREQUESTED, account, livemode, now: timestamp(this.clock) };
  }

  /** The status and the body that a call is answered with. */
  async call(operation: string, ids: string[], params: object = {}): Promise<[number, JsonObject]> {
    const answer = await this.service.call({
      operation,
      ids,
      params: params as JsonObject,
      objects: this.customers,
      context: { ...this.context, request_id: `req_${randomText(8)}` },
    });
    if (answer.kind === 'needs') throw new Error(`needs ${answer.ids.join()}`);
    return [answer.status, JSON.parse(answer.body) as JsonObject];
  }

  async ok(operation: string, ids: string[], params: object = {}): Promise<JsonObject> {
    const [status, body] = await this.call(operation, ids, params);
    if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async list(operation: string, params: object = {}): Promise<JsonObject[]> {
    return (await this.ok(operation, [], params))['data'] as JsonObject[];
  }

  async error(operation: string, ids: string[], params: object = {}): Promise<[number, JsonObject]> {
    const [status, body] = await this.call(operation, ids, params);
    return [status, body['error'] as JsonObject];
  }

  async unit<T>(work: () => Promise<T>): Promise<T> {
    const { result } = await runUnit(this.service.runtime, { context: this.context }, work);
    return result;
  }

  /** What the account's events have told since the last time. */
  async told(): Promise<Told[]> {
    const rows = await this.service.runtime.database.query<{ value: string }>({
      text:
        "with told as (delete from outbox where headers ->> 'ce_account' = $1 and topic like '%.events' returning id, value) " +
        'select value from told order by id',
      values: [this.account],
    });
    return rows.map(({ value }) => JSON.parse(value) as Told);
  }

  async events(): Promise<string[]> {
    return (await this.told()).map(({ type }) => type);
  }

  /** Sets the clock forward, and fires what is due then. */
  async advance(seconds: number): Promise<void> {
    this.clock.advance(seconds);
    while ((await this.service.poll()) > 0);
  }

  /** What there is in usd; and the same by adding up the transactions of the account. */
  async balance() {
    const { available, pending } = await this.ok('GET /v1/balance', []);
    const inUsd = (funds: unknown) =>
      (funds as { amount: number; currency: string }[]).find(({ currency }) => currency === 'usd')!.amount;
    const transactions = await this.list('GET /v1/balance_transactions', { limit: 100 });
    const sum = (status: string) =>
      transactions
        .filter((each) => each['status'] === status)
        .reduce((total, { net }) => total + (net as number), 0);
    const balance = { available: inUsd(available), pending: inUsd(pending) };
    expect({ available: sum('available'), pending: sum('pending') }).toEqual(balance);
    return balance;
  }
}
