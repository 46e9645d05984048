/** An amount as people write it, without its currency: 1050 with two decimals is `10.50`. */
export function decimal(amount: number, decimals: number): string {
  const digits = String(amount).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The same in minor units. What is no amount is left as it was written: the API says what is wrong with it. */
export function minorUnits(written: string, decimals: number): string {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d*))?$/.exec(written.trim().replaceAll(',', '')) ?? [];
  if (whole === undefined || fraction.length > decimals) return written.trim();
  return `${whole}${fraction.padEnd(decimals, '0')}`.replace(/^0+(?=\d)/, '');
}
