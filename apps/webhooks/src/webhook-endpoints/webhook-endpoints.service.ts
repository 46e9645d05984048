import { Injectable } from '@nestjs/common';
import type { WebhookSecretRollParams } from '@pinstripe/contract';
import { randomText } from '@pinstripe/kernel';
import { context, now, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { webhookEndpointLists, webhookEndpoints } from './webhook-endpoint.entity.ts';
import {
  create,
  failingSince,
  isGivenUp,
  requireExpiry,
  requirePlace,
  rollSecret,
  update,
} from './webhook-endpoint.ts';

/** An account has one list in each mode. */
const LIST_ID = 'webhook_endpoints';

@Injectable()
export class WebhookEndpointsService {
  /** The only answer that shows the secret. */
  async create(params: Stripe.WebhookEndpointCreateParams) {
    const endpoint = create(params, webhookEndpoints.identity(), scope().runtime.config.mode);
    await takePlace();
    const secret = newSecret();
    webhookEndpoints.insert(endpoint);
    webhookEndpoints.setPrivate(endpoint.id, {
      secrets: [{ value: secret, expires_at: null }],
      connect: params.connect ?? false,
      failing_since: null,
    });
    return { ...endpoint, secret };
  }

  retrieve(id: string) {
    return webhookEndpoints.retrieve(id);
  }

  /** Somebody has looked after the endpoint when it is enabled or moved: what failed before says nothing any more. */
  async update(id: string, params: Stripe.WebhookEndpointUpdateParams) {
    const endpoint = await webhookEndpoints.load(id);
    if (params.disabled === false || params.url !== undefined) {
      webhookEndpoints.setPrivate(id, { ...webhookEndpoints.privateOf(id)!, failing_since: null });
    }
    return webhookEndpoints.save(update(endpoint, params, scope().runtime.config.mode));
  }

  list(params: Stripe.WebhookEndpointListParams) {
    return webhookEndpoints.list(params);
  }

  async del(id: string) {
    const endpoint = await webhookEndpoints.load(id);
    await giveBackPlace();
    return webhookEndpoints.delete(endpoint);
  }

  /** Shows the new secret, once; the old one goes on signing beside it for as long as was asked. */
  async rollSecret(id: string, { expires_in = 0 }: WebhookSecretRollParams) {
    requireExpiry(expires_in);
    const endpoint = await webhookEndpoints.load(id);
    const kept = webhookEndpoints.privateOf(id)!;
    const secret = newSecret();
    const secrets = rollSecret(kept.secrets, secret, now() + expires_in, now());
    webhookEndpoints.setPrivate(id, { ...kept, secrets });
    return { ...endpoint, secret };
  }

  /** What an attempt, in live mode, says of the endpoint's health. */
  async noteAttempt(id: string, is_delivered: boolean): Promise<void> {
    const endpoint = await webhookEndpoints.find(id);
    if (endpoint === null) return;
    const kept = webhookEndpoints.privateOf(id)!;
    const failing_since = failingSince(kept.failing_since, is_delivered, now());
    if (failing_since !== kept.failing_since) webhookEndpoints.setPrivate(id, { ...kept, failing_since });
    if (isGivenUp(failing_since, now())) webhookEndpoints.save({ ...endpoint, status: 'disabled' });
  }
}

/** Takes one of the places that the account's endpoints share with its event destinations. @throws when all are taken */
export async function takePlace(): Promise<void> {
  const list = await loadList();
  requirePlace(list.count, context().livemode);
  webhookEndpointLists.save({ ...list, count: list.count + 1 });
}

export async function giveBackPlace(): Promise<void> {
  const list = await loadList();
  webhookEndpointLists.save({ ...list, count: list.count - 1 });
}

export function newSecret(): string {
  return `whsec_${randomText(32)}`;
}

async function loadList() {
  const list = await webhookEndpointLists.find(LIST_ID);
  return list ?? webhookEndpointLists.insert({ id: LIST_ID, object: 'webhook_endpoint_list', count: 0 });
}
