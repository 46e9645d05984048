import { Injectable } from '@nestjs/common';
import { context, Runtime } from '@pinstripe/service';
import { wants } from './webhook-endpoint.ts';

/**
 * Which endpoints get an event.
 *
 * It guarantees that an endpoint whose creation was acknowledged before the event was committed gets the event, and one
 * whose disabling or deletion was acknowledged before does not, however many replicas there are: the event reaches this
 * service after its commit, and the endpoints are read after that. What happens to an endpoint while the event is on its
 * way may count or not.
 *
 * There is no cache that could be stale. Instead, the messages of a batch that ask at the same time share one select, as
 * their units share one statement: a few microseconds an event.
 */
@Injectable()
export class WebhookEndpointsMatching {
  private asked: Asked = new Map();
  private gathering = false;

  constructor(private readonly runtime: Runtime) {}

  /** The ids of the account's endpoints that want an event of this type. */
  async find(type: string): Promise<string[]> {
    const { account, livemode } = context();
    const enabled = await this.enabledOf(account, livemode);
    return enabled.filter(({ enabled_events }) => wants(enabled_events, type)).map(({ id }) => id);
  }

  private enabledOf(account: string, livemode: boolean): Promise<Enabled[]> {
    const key = `${livemode} ${account}`;
    let asking = this.asked.get(key);
    if (asking === undefined) {
      asking = { account, livemode, ...Promise.withResolvers<Enabled[]>() };
      this.asked.set(key, asking);
    }
    if (!this.gathering) {
      this.gathering = true;
      setImmediate(() => void this.answer());
    }
    return asking.promise;
  }

  /** A select begins after all those whom it answers have asked. */
  private async answer(): Promise<void> {
    const asked = [...this.asked.values()];
    this.asked = new Map();
    this.gathering = false;
    try {
      const rows = await this.runtime.database.query<Enabled & { n: number }>({
        name: 'enabled_endpoints',
        text:
          "select x.n::int - 1 as n, e.id, e.document -> 'enabled_events' as enabled_events " +
          'from unnest($1::text[], $2::boolean[]) with ordinality as x(account, livemode, n) ' +
          'join webhook_endpoints e on e.account = x.account and e.livemode = x.livemode ' +
          "where e.status = 'enabled' and not e.connect",
        values: [asked.map(({ account }) => account), asked.map(({ livemode }) => livemode)],
      });
      const enabled = Map.groupBy(rows, ({ n }) => n);
      asked.forEach(({ resolve }, n) => resolve(enabled.get(n) ?? []));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}

interface Enabled {
  id: string;
  enabled_events: string[];
}

type Asked = Map<string, PromiseWithResolvers<Enabled[]> & { account: string; livemode: boolean }>;
