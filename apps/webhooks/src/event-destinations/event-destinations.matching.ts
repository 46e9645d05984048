import { Injectable } from '@nestjs/common';
import { Runtime } from '@pinstripe/service';
import type { Happened } from '../events/event.ts';
import { wants } from './webhook-endpoint.ts';

/** The id of an endpoint. */
export type Destination = string;

/**
 * Which endpoints get which events.
 *
 * It guarantees that an endpoint whose creation was acknowledged before the event was committed gets the event, and one
 * whose disabling or deletion was acknowledged before does not, however many replicas there are: the event reaches this
 * service after its commit, and the endpoints are read after that. What happens to an endpoint while the event is on its
 * way may count or not.
 *
 * There is no cache that could be stale. Instead, a batch of events is one select: a few microseconds an event.
 */
@Injectable()
export class WebhookEndpointsMatching {
  constructor(private readonly runtime: Runtime) {}

  async find(events: readonly Happened[]): Promise<{ event: Happened; destination: Destination }[]> {
    const of_account = Map.groupBy(events, ({ account, livemode }) => `${livemode} ${account}`);
    const firsts = [...of_account.values()].map(([first]) => first!);
    const rows = await this.runtime.database.query<Enabled>({
      name: 'enabled_endpoints',
      text:
        "select e.account, e.livemode, e.id, e.document -> 'enabled_events' as enabled_events " +
        'from unnest($1::text[], $2::boolean[]) as x(account, livemode) ' +
        'join webhook_endpoints e on e.account = x.account and e.livemode = x.livemode ' +
        "where e.status = 'enabled' and not e.connect",
      values: [firsts.map(({ account }) => account), firsts.map(({ livemode }) => livemode)],
    });
    return rows.flatMap(({ account, livemode, id, enabled_events }) =>
      of_account
        .get(`${livemode} ${account}`)!
        .filter(({ type }) => wants(enabled_events, type))
        .map((event) => ({ event, destination: id })),
    );
  }
}

interface Enabled {
  account: string;
  livemode: boolean;
  id: Destination;
  enabled_events: string[];
}
