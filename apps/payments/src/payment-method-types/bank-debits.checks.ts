import { DAY, errors, requireBuilt, type Timestamp } from '@pinstripe/kernel';

type Options = Readonly<Record<string, unknown>>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A debit may be ordered for a day that is three to fifteen days away (API reference, `target_date`). @throws when it is for another */
export function requireTargetDate(options: Options, param: string, now: Timestamp): void {
  const { target_date } = options as { target_date?: string };
  if (target_date === undefined) return;
  const day = DATE.test(target_date) ? Date.parse(`${target_date}T00:00:00Z`) / 1000 : NaN;
  const today = now - (now % DAY);
  if (day >= today + 3 * DAY && day <= today + 15 * DAY) return;
  throw errors.invalid(
    'The target_date must be written as YYYY-MM-DD, and be between 3 and 15 calendar days from now.',
    { param: `${param}[target_date]` },
  );
}

/** Financial Connections are not built. @throws when the options are about them */
export function requireBuiltOptions(options: Options, param: string): void {
  requireBuilt(options, ['financial_connections'], param);
}

/** In what an account in Canada is set up. @throws parameter_missing */
export function requireCurrency({ currency }: Options, param: string): void {
  if (currency == null) throw errors.parameterMissing(`${param}[currency]`);
}

/** What the payer of an account in Canada is to accept (guide "Accept a Canadian pre-authorized debit payment"). @throws parameter_missing */
export function requireMandateOptions({ mandate_options }: Options, param: string): void {
  const { interval_description, payment_schedule, transaction_type } = (mandate_options ?? {}) as Options;
  const at = `${param}[mandate_options]`;
  if (payment_schedule == null) throw errors.parameterMissing(`${at}[payment_schedule]`);
  if (transaction_type == null) throw errors.parameterMissing(`${at}[transaction_type]`);
  if (payment_schedule === 'sporadic' || interval_description != null) return;
  throw errors.parameterMissing(`${at}[interval_description]`);
}
