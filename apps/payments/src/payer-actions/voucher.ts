import type { VoucherSeen } from '@pinstripe/contract';
import type Stripe from 'stripe';

type NextAction = Partial<Stripe.PaymentIntent.NextAction>;

/** What the page of a voucher shows of an intent that waits for it to be paid; null where there is no voucher. */
export function voucherOf(
  next_action: Stripe.PaymentIntent.NextAction | Stripe.SetupIntent.NextAction | null,
): VoucherSeen | null {
  const shown = (next_action ?? {}) as NextAction;
  if (shown.boleto_display_details !== undefined) {
    const { expires_at, number } = shown.boleto_display_details;
    return anywhere(expires_at, { number });
  }
  if (shown.multibanco_display_details !== undefined) {
    const { entity, expires_at, reference } = shown.multibanco_display_details;
    return anywhere(expires_at, { entity, reference });
  }
  if (shown.oxxo_display_details !== undefined) {
    const { expires_after, number } = shown.oxxo_display_details;
    return anywhere(expires_after, { number });
  }
  if (shown.konbini_display_details === undefined) return null;
  const { expires_at, stores } = shown.konbini_display_details;
  const by_chain = stores as unknown as Readonly<Record<string, Record<string, string> | null>>;
  const places = Object.entries(by_chain).flatMap(([chain, numbers]) =>
    numbers === null ? [] : [{ chain, numbers: known(numbers) }],
  );
  return { expires_at, places };
}

function anywhere(expires_at: number | null, numbers: Record<string, string | null>): VoucherSeen {
  return { expires_at, places: [{ chain: null, numbers: known(numbers) }] };
}

function known(numbers: Record<string, string | null>): Record<string, string> {
  const entries = Object.entries(numbers);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
