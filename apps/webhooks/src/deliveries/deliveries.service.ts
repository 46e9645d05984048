import { Injectable } from '@nestjs/common';
import type { WebhookDelivery, WebhookDeliveryListParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { context, now, pageLimit, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { events } from '../events/event.entity.ts';
import { isKept } from '../events/event.ts';
import { webhookEndpoints } from '../webhook-endpoints/webhook-endpoint.entity.ts';
import { DELIVERY_COLUMNS, REPLAY, render, type StoredDelivery } from './delivery.entity.ts';

/** The deliveries of one endpoint, as its owner looks at them. Their ids are minted in the order of time. */
@Injectable()
export class DeliveriesService {
  async list(
    webhook_endpoint: string,
    params: WebhookDeliveryListParams,
  ): Promise<Stripe.ApiList<WebhookDelivery>> {
    const { event, status, starting_after, ending_before } = params;
    if (starting_after !== undefined && ending_before !== undefined) {
      throw errors.parametersExclusive('starting_after', 'ending_before');
    }
    const limit = pageLimit(params.limit);
    await webhookEndpoints.retrieve(webhook_endpoint);
    const backward = ending_before !== undefined;
    const rows = await scope().runtime.database.query<StoredDelivery>({
      name: `list_deliveries_${backward ? 'backward' : 'forward'}`,
      text:
        `select ${DELIVERY_COLUMNS} from deliveries where destination = $1 and account = $2 and livemode = $3 ` +
        'and ($4::text is null or event = $4) and ($5::text is null or status = $5) ' +
        (backward ? 'and id > $6 order by id' : "and id < coalesce($6, '~') order by id desc") +
        ' limit $7',
      values: [
        ...keyOf(webhook_endpoint),
        event ?? null,
        status ?? null,
        starting_after ?? ending_before ?? null,
        limit + 1,
      ],
    });
    const data = rows.slice(0, limit).map(render);
    if (backward) data.reverse();
    const url = `/pinstripe/webhook_endpoints/${webhook_endpoint}/deliveries`;
    return { object: 'list', data, has_more: rows.length > limit, url };
  }

  async retrieve(webhook_endpoint: string, id: string): Promise<WebhookDelivery> {
    await webhookEndpoints.retrieve(webhook_endpoint);
    return render(await read(webhook_endpoint, id));
  }

  /** One more attempt, now. If it fails, retries go on as they would have. */
  async replay(webhook_endpoint: string, id: string): Promise<WebhookDelivery> {
    const endpoint = await webhookEndpoints.load(webhook_endpoint);
    if (endpoint.status !== 'enabled') {
      throw errors.invalid(`The webhook endpoint ${endpoint.id} is disabled.`, { param: 'webhook_endpoint' });
    }
    const stored = await read(webhook_endpoint, id);
    const event = await events.peek(stored.event);
    if (event === null || !isKept(event, now())) throw events.missing(stored.event);
    if (stored.claimed_until > now()) throw errors.lockTimeout();
    scope().unit.adjust(REPLAY, `${stored.destination} ${stored.id}`, BigInt(now()), true);
    return render({ ...stored, status: 'pending', next_attempt_at: now() });
  }
}

async function read(webhook_endpoint: string, id: string): Promise<StoredDelivery> {
  const [stored] = await scope().runtime.database.query<StoredDelivery>({
    name: 'read_delivery',
    text: `select ${DELIVERY_COLUMNS} from deliveries where destination = $1 and account = $2 and livemode = $3 and id = $4`,
    values: [...keyOf(webhook_endpoint), id],
  });
  if (stored === undefined) throw errors.resourceMissing('webhook_delivery', id, 'delivery', 404);
  return stored;
}

function keyOf(webhook_endpoint: string): [string, string, boolean] {
  const { account, livemode } = context();
  return [webhook_endpoint, account, livemode];
}
