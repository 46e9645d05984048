import { errors } from '@pinstripe/kernel';
import type { WorkContext } from '@pinstripe/service';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { Intent } from './intent.ts';

/** What an intent says of the types that it leaves to the platform; null where the client has named them. */
interface Open {
  object: Intent['object'];
  automatic_payment_methods: { allow_redirects?: 'always' | 'never' } | null;
  payment_method_types: readonly string[];
}

interface Params {
  off_session?: boolean | 'one_off' | 'recurring';
  return_url?: string;
}

/**
 * A server that confirms an intent says where its payer comes back to, as soon as the platform chooses what the intent can be paid
 * with: which types lead elsewhere is the account's to turn on, whatever is on today and whatever this payment method is. A payer's
 * own page knows better, and nobody is led anywhere off session (guide "Manage default payment methods in the Dashboard"). Of a card
 * that is set up it is said that the client "can" say so: a setup is held to it where something that leads elsewhere is on.
 * @throws when nobody says, or what is said is no address
 */
export function requireReturnUrl(
  intent: Open,
  { off_session, return_url }: Params,
  key_type: WorkContext['key_type'],
): void {
  requireUrl(return_url);
  if (!mayRedirect(intent) || key_type === 'publishable' || off_session || return_url !== undefined) return;
  throw errors.invalid(
    'A return_url must be given to confirm an intent that leaves its payment methods to the settings of the account, since some of ' +
      'them lead the payer to another page. To do without it, create the intent with automatic_payment_methods[enabled] true and ' +
      'automatic_payment_methods[allow_redirects] never, or name its payment_method_types.',
    { code: CODES[intent.object], param: 'return_url' },
  );
}

/** Where a payer comes back to: a page, or an app that has a scheme of its own. @throws url_invalid */
export function requireUrl(url: string | undefined, param = 'return_url'): void {
  if (url === undefined || isUrl(url)) return;
  throw errors.invalid('Not a valid URL', { code: 'url_invalid', param });
}

/** Whether it leads somewhere. */
export function isUrl(url: string): boolean {
  return URL.canParse(url) && !RUN_IN_PLACE.has(new URL(url).protocol);
}

/** What leads nowhere: a browser would run it, or show it, in the place of the page that leads there. */
const RUN_IN_PLACE = new Set(['blob:', 'data:', 'file:', 'javascript:', 'vbscript:']);

function mayRedirect({ automatic_payment_methods, object, payment_method_types }: Open): boolean {
  if (automatic_payment_methods === null || automatic_payment_methods.allow_redirects === 'never')
    return false;
  return (
    object === 'payment_intent' ||
    payment_method_types.some((type) => typeOf({ type }).payer_action === 'redirect')
  );
}

const CODES = {
  payment_intent: 'payment_intent_redirect_confirmation_without_return_url',
  setup_intent: 'parameter_missing',
};
