import { DAY, errors, type Timestamp } from '@pinstripe/kernel';

type Options = Readonly<Record<string, unknown>>;

/** How long a Pix can be paid, in seconds (API reference, PaymentIntent `payment_method_options.pix`). */
const PIX_MIN_S = 10;
const PIX_MAX_S = 14 * DAY;

/** @throws when a Pix is to expire too soon or too late, or at two times */
export function requirePixExpiry(options: Options, param: string, now: Timestamp): void {
  const { expires_after_seconds, expires_at } = options as Record<string, number | null | undefined>;
  if (expires_after_seconds != null && expires_at != null) {
    throw errors.parametersExclusive(`${param}[expires_after_seconds]`, `${param}[expires_at]`);
  }
  if (expires_after_seconds != null) requirePixTime(expires_after_seconds, `${param}[expires_after_seconds]`);
  if (expires_at != null) requirePixTime(expires_at - now, `${param}[expires_at]`);
}

function requirePixTime(seconds: number, param: string): void {
  if (seconds >= PIX_MIN_S && seconds <= PIX_MAX_S) return;
  throw errors.invalid(`Invalid ${param}: it must be ${PIX_MIN_S} to ${PIX_MAX_S} seconds away.`, { param });
}

/** @throws when it is not said where the payer's WeChat is, or which app leads there */
export function requireWechatClient({ app_id, client }: Options, param: string): void {
  if (client == null) throw errors.parameterMissing(`${param}[client]`);
  if (client !== 'web' && app_id == null) throw errors.parameterMissing(`${param}[app_id]`);
}
