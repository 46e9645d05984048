import { addressOf } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Source } from './source.ts';

type SourceOrder = NonNullable<Source['source_order']>;
type Params = Pick<Stripe.SourceCreateParams, 'source_order'>;
/** What is ordered; what its items say nothing of is the source's. */
export function orderOf(
  { amount, currency, owner, source_order }: Source,
  { source_order: params = {} }: Params,
): SourceOrder {
  const items =
    params.items?.map((item) => ({
      amount: item.amount ?? null,
      currency: item.currency ?? currency,
      description: item.description ?? null,
      parent: item.parent ?? null,
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      type: item.type ?? 'sku',
    })) ??
    source_order?.items ??
    null;
  const email = owner?.email ?? undefined;
  const shipping = params.shipping === undefined ? source_order?.shipping : shippingOf(params.shipping);
  return {
    amount: amount ?? (items ?? []).reduce((sum, item) => sum + (item.amount ?? 0), 0),
    currency: currency ?? '',
    ...(email === undefined ? {} : { email }),
    items,
    ...(shipping === undefined ? {} : { shipping }),
  };
}

function shippingOf({
  address,
  carrier,
  name,
  phone,
  tracking_number,
}: Stripe.SourceCreateParams.SourceOrder.Shipping): NonNullable<SourceOrder['shipping']> {
  return {
    address: addressOf(address),
    carrier: carrier ?? null,
    ...(name === undefined ? {} : { name }),
    phone: phone ?? null,
    tracking_number: tracking_number ?? null,
  };
}
