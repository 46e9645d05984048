import { Injectable } from '@nestjs/common';
import { Runtime } from '@pinstripe/service';
import type { Happened, Kind } from '../events/event.ts';
import { wants } from '../webhook-endpoints/webhook-endpoint.ts';
import { isPing } from './event-destination.ts';

/** An event, and a destination that is to get it. */
export interface Match {
  event: Happened;
  /** The destination's: the event's own, or the platform that this is connected to. */
  account: string;
  /** The id of a webhook endpoint or an event destination. */
  destination: string;
}

/**
 * Which destinations get which events: those of the account that want its own, and those of the platform that it is connected to
 * that want others'. The endpoints of v1 and the destinations of v2 are one to it (the view `destinations`).
 *
 * It guarantees that a destination whose creation was acknowledged before the event was committed gets the event, and one
 * whose disabling or deletion was acknowledged before does not, however many replicas there are: the event reaches this
 * service after its commit, and the destinations are read after that. What happens to a destination while the event is on its
 * way may count or not.
 *
 * There is no cache that could be stale. Instead, a batch of events is one select: a few microseconds an event.
 */
@Injectable()
export class EventDestinationsMatching {
  constructor(private readonly runtime: Runtime) {}

  async find(events: readonly Happened[]): Promise<Match[]> {
    const audiences = audiencesOf(events);
    const asked = [...audiences.values()];
    const rows = await this.runtime.database.query<Enabled>({
      name: 'enabled_destinations',
      text:
        'select e.account, e.livemode, x.is_platform, e.id, e.event_payload, e.enabled_events ' +
        'from unnest($1::text[], $2::boolean[], $3::boolean[]) as x(account, livemode, is_platform) ' +
        'join destinations e on e.account = x.account and e.livemode = x.livemode ' +
        "where e.status = 'enabled' and case when x.is_platform then e.from_other_accounts else e.from_self end",
      values: [
        asked.map(({ account }) => account),
        asked.map(({ livemode }) => livemode),
        asked.map(({ is_platform }) => is_platform),
      ],
    });
    return rows.flatMap((enabled) =>
      audiences
        .get(keyOf(enabled))!
        .events.filter((event) => isFor(event, enabled))
        .map((event) => ({ event, account: enabled.account, destination: enabled.id })),
    );
  }
}

/** Those who may want an event: its account, or the platform of that. */
interface Audience {
  account: string;
  livemode: boolean;
  is_platform: boolean;
}

interface Enabled extends Audience {
  id: string;
  event_payload: Kind;
  enabled_events: string[];
}

function audiencesOf(events: readonly Happened[]): Map<string, Audience & { events: Happened[] }> {
  const audiences = new Map<string, Audience & { events: Happened[] }>();
  const add = (event: Happened, account: string, is_platform: boolean) => {
    const audience = { account, livemode: event.livemode, is_platform };
    const known = audiences.get(keyOf(audience));
    if (known === undefined) audiences.set(keyOf(audience), { ...audience, events: [event] });
    else known.events.push(event);
  };
  for (const event of events) {
    add(event, event.account, false);
    if (event.platform !== null) add(event, event.platform, true);
  }
  return audiences;
}

function keyOf({ account, livemode, is_platform }: Audience): string {
  return `${account} ${livemode} ${is_platform}`;
}

function isFor(event: Happened, { id, is_platform, event_payload, enabled_events }: Enabled): boolean {
  if (isPing(event.type)) return event.subject === id && !is_platform;
  return event.kind === event_payload && wants(enabled_events, event.type);
}
