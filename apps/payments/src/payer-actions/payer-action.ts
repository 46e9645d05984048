import { errors, type Timestamp } from '@pinstripe/kernel';
import { isUrl } from '../intents/return-url.ts';

/**
 * What a payer is asked to do on a page of ours before a payment, a setup or a source goes on: to authenticate by 3-D Secure, or what a
 * bank, a wallet or a shop would ask for.
 *
 * - `pending`: the payer acts next
 * - `succeeded`, `failed`: the payer has; the intent has gone on
 * - `abandoned`: the client has gone another way meanwhile, and the page is void
 */
export interface PayerAction {
  id: string;
  object: 'payer_action';
  /** What the page shows of the payment; null for a setup. */
  amount: number | null;
  currency: string | null;
  created: Timestamp;
  intent: string;
  livemode: boolean;
  /** Of a card its brand and its last digits. */
  payment_method: { type: string; brand?: string; last4?: string };
  /** Where the payer goes afterwards; null when the client's own page waits in the background. */
  return_url: string | null;
  status: 'abandoned' | 'failed' | 'pending' | 'succeeded';
}

export type Outcome = 'failed' | 'succeeded';

/** The intent, or the source, as far as a page needs to know it. */
export interface Asking {
  id: string;
  object: 'payment_intent' | 'setup_intent' | 'source';
  client_secret: string | null;
  status: string;
}

/** @throws resource_missing when the page does not know the intent's secret: there is nothing for it to see. */
export function requireSecret({ client_secret }: Asking, action: PayerAction, secret: string): void {
  if (client_secret !== secret) throw errors.resourceMissing('payer_action', action.id, 'payer_action');
}

export function complete(action: PayerAction, outcome: Outcome): PayerAction {
  return { ...action, status: outcome };
}

export function abandon(action: PayerAction): PayerAction {
  return { ...action, status: 'abandoned' };
}

interface Failing {
  status: string;
  last_payment_error?: { code?: string; message?: string } | null;
  last_setup_error?: { code?: string; message?: string } | null;
}

/** Why the payer could not prove that a bank account is theirs, or not in time, if that is where the intent stands. */
export function failureMessage(action: PayerAction, intent: Failing): string | null {
  const error = intent.last_payment_error ?? intent.last_setup_error;
  const is_over = action.status === 'failed' || action.status === 'abandoned';
  if (!is_over || intent.status !== 'requires_payment_method') return null;
  return error?.code?.startsWith('payment_method_microdeposit') === true ? (error.message ?? null) : null;
}

/** Where a payment or a setup stands after an action that did not help it. */
const FAILED = new Set(['canceled', 'requires_payment_method']);

/**
 * `return_url` with what it gets (guides "Set up future payments", "return_url", and those of sources), beside the client's own
 * parameters.
 */
export function returnUrl(action: PayerAction, intent: Asking): string | null {
  const { return_url } = action;
  const { id, object, client_secret, status } = intent;
  // earlier versions have kept whatever they were given
  if (return_url === null || !isUrl(return_url) || action.status === 'pending') return null;
  const url = new URL(return_url);
  if (object === 'source') {
    const { livemode } = action;
    for (const [name, value] of Object.entries({ client_secret, livemode, source: id })) {
      url.searchParams.set(name, String(value));
    }
    return url.href;
  }
  url.searchParams.set(object, id);
  url.searchParams.set(`${object}_client_secret`, client_secret ?? '');
  url.searchParams.set('redirect_status', FAILED.has(status) ? 'failed' : 'succeeded');
  return url.href;
}
