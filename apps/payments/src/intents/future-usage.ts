import { type Emptyable, errors } from '@pinstripe/kernel';
import type { WorkContext } from '@pinstripe/service';

/**
 * A payer's browser may ask for more than the merchant has, and for nothing else, once the merchant has said for what the payment
 * method is to be kept (API reference, `setup_future_usage`).
 */
export function requireMoreUsage(
  key_type: WorkContext['key_type'],
  current: string | null | undefined,
  asked: Emptyable<string>,
  param = 'setup_future_usage',
): void {
  if (key_type !== 'publishable' || asked === undefined || current == null || asked === current) return;
  if (current === 'on_session' && asked === 'off_session') return;
  throw errors.invalid(
    'With a publishable key, setup_future_usage can only be updated from on_session to off_session.',
    { param },
  );
}
