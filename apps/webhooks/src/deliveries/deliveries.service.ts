import { Injectable } from '@nestjs/common';
import type { WebhookDelivery, WebhookDeliveryListParams } from '@pinstripe/contract';
import { errors, mintId, mintSortId } from '@pinstripe/kernel';
import { context, now, pageLimit, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { eventDestinations } from '../event-destinations/event-destination.entity.ts';
import { events } from '../events/event.entity.ts';
import { isKept } from '../events/event.ts';
import { webhookEndpoints } from '../webhook-endpoints/webhook-endpoint.entity.ts';
import { create } from './delivery.ts';
import { DELIVERIES, DELIVERY_COLUMNS, REPLAY, render, type StoredDelivery } from './delivery.entity.ts';

const DESTINATIONS = { event_destination: eventDestinations, webhook_endpoint: webhookEndpoints };
type Noun = keyof typeof DESTINATIONS;

/** The deliveries of one destination, as its owner looks at them. Their ids are minted in the order of time. */
@Injectable()
export class DeliveriesService {
  async list(
    noun: Noun,
    destination: string,
    params: WebhookDeliveryListParams,
  ): Promise<Stripe.ApiList<WebhookDelivery>> {
    const { event, status, starting_after, ending_before } = params;
    if (starting_after !== undefined && ending_before !== undefined) {
      throw errors.parametersExclusive('starting_after', 'ending_before');
    }
    const limit = pageLimit(params.limit);
    await DESTINATIONS[noun].retrieve(destination);
    const backward = ending_before !== undefined;
    const rows = await scope().runtime.database.query<StoredDelivery>({
      name: `list_deliveries_${backward ? 'backward' : 'forward'}`,
      text:
        `select ${DELIVERY_COLUMNS} from deliveries where destination = $1 and account = $2 and livemode = $3 ` +
        'and ($4::text is null or event = $4) and ($5::text is null or status = $5) ' +
        (backward ? 'and id > $6 order by id' : "and id < coalesce($6, '~') order by id desc") +
        ' limit $7',
      values: [
        ...keyOf(destination),
        event ?? null,
        status ?? null,
        starting_after ?? ending_before ?? null,
        limit + 1,
      ],
    });
    const data = rows.slice(0, limit).map(render);
    if (backward) data.reverse();
    const url = `/pinstripe/${noun}s/${destination}/deliveries`;
    return { object: 'list', data, has_more: rows.length > limit, url };
  }

  async retrieve(noun: Noun, destination: string, id: string): Promise<WebhookDelivery> {
    await DESTINATIONS[noun].retrieve(destination);
    return render(await read(destination, id));
  }

  /** One more attempt, now. If it fails, retries go on as they would have. */
  async replay(noun: Noun, destination: string, id: string): Promise<WebhookDelivery> {
    await requireEnabled(noun, destination);
    const stored = await read(destination, id);
    await requireEvent(stored);
    return replay(stored);
  }

  /** Delivers an event to an endpoint once more, or for the first time (`stripe events resend`). */
  async resend(event: string, webhook_endpoint: string): Promise<void> {
    await requireEnabled('webhook_endpoint', webhook_endpoint, 'webhook_endpoint');
    const [stored] = await scope().runtime.database.query<StoredDelivery>({
      text:
        `select ${DELIVERY_COLUMNS} from deliveries where destination = $1 and account = $2 and livemode = $3 ` +
        'and event = $4 order by id desc limit 1',
      values: [...keyOf(webhook_endpoint), event],
    });
    if (stored === undefined) deliver(event, webhook_endpoint);
    else replay(stored);
  }
}

async function requireEnabled(noun: Noun, destination: string, param?: string): Promise<void> {
  const { id, status } = await DESTINATIONS[noun].load(destination, param);
  if (status === 'enabled') return;
  throw errors.invalid(`The ${noun.replace('_', ' ')} ${id} is disabled.`, { param: noun });
}

/** Of either kind, and of whichever account: that of the delivery, or one that is connected to it. */
async function requireEvent({ event, event_account, livemode }: StoredDelivery): Promise<void> {
  const [found] = await scope().runtime.database.query<{ created: number }>({
    name: 'peek_delivered_event',
    text:
      'select created from events where account = $1 and livemode = $2 and id = $3 union all ' +
      'select created from thin_events where account = $1 and livemode = $2 and id = $3',
    values: [event_account ?? context().account, livemode, event],
  });
  if (found === undefined || !isKept(found, now())) throw events.missing(event);
}

function replay(stored: StoredDelivery): WebhookDelivery {
  if (stored.claimed_until > now()) throw errors.lockTimeout();
  scope().unit.adjust(REPLAY, `${stored.destination} ${stored.id}`, BigInt(now()), true);
  return render({ ...stored, status: 'pending', next_attempt_at: now() });
}

/** A new delivery, due now. */
function deliver(event: string, webhook_endpoint: string): void {
  const { unit, runtime } = scope();
  const { account, livemode, traceparent } = context();
  const identity = { id: mintId('wd', mintSortId(runtime.clock.millis())), created: now(), livemode };
  const { destination, status, next_attempt_at } = create(event, webhook_endpoint, identity);
  unit.insert(DELIVERIES, {
    ...identity,
    account,
    destination,
    event,
    next_attempt_at,
    status,
    traceparent,
  });
}

async function read(destination: string, id: string): Promise<StoredDelivery> {
  const [stored] = await scope().runtime.database.query<StoredDelivery>({
    name: 'read_delivery',
    text: `select ${DELIVERY_COLUMNS} from deliveries where destination = $1 and account = $2 and livemode = $3 and id = $4`,
    values: [...keyOf(destination), id],
  });
  if (stored === undefined) throw errors.resourceMissing('webhook_delivery', id, 'delivery', 404);
  return stored;
}

function keyOf(destination: string): [string, string, boolean] {
  const { account, livemode } = context();
  return [destination, account, livemode];
}
