import { errors } from '@pinstripe/kernel';

/** @throws when what the payer is said to have typed in cannot be a code of BLIK (API reference, `payment_method_options.blik`) */
export function requireBlikCode(options: Readonly<Record<string, unknown>>, param: string): void {
  const { code } = options as { code?: string };
  if (code === undefined || /^\d{6}$/.test(code)) return;
  throw errors.invalid('A BLIK code has six digits.', {
    code: 'payment_method_invalid_parameter',
    param: `${param}[code]`,
  });
}
