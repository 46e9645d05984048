import { errors } from '@pinstripe/kernel';

type Fields = Readonly<Record<string, unknown>>;

/** @throws when an order has a name that Afterpay does not take (API reference, `payment_method_options.afterpay_clearpay`) */
export function requireOrderReference(options: Fields, param: string): void {
  const { reference } = options as { reference?: string | null };
  if (reference == null || /^[A-Za-z0-9_\\-]{1,128}$/.test(reference)) return;
  throw errors.invalid(
    'A reference has up to 128 characters: letters, numbers, underscores, backslashes and dashes.',
    { param: `${param}[reference]` },
  );
}

const BETWEEN = { day: [1, 31], month: [1, 12], year: [1000, 9999] } as const;

/** @throws when nobody was born on that day (API reference, PaymentMethod `klarna.dob`) */
export function requireDateOfBirth({ dob }: Readonly<Record<string, string>>, param: string): void {
  if (dob === undefined) return;
  const born = dob as unknown as Record<keyof typeof BETWEEN, number>;
  for (const part of ['day', 'month', 'year'] as const) {
    const [min, max] = BETWEEN[part];
    const at = `${param}[dob][${part}]`;
    if (born[part] < min) throw errors.integerTooSmall(min, at);
    if (born[part] > max) throw errors.integerTooLarge(max, at);
  }
}
