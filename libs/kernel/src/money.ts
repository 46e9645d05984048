import { errors } from './errors.ts';

/**
 * Money is a whole number of a currency's minor unit (cents, or yen where there is no smaller unit) beside a lower-case
 * ISO code. Nothing here makes a fraction of a minor unit: parts sum to the whole, and a percentage is rounded once.
 */

/** The currencies that can be charged, in the order in which the API lists them ("Supported currencies"). */
export const currencies: readonly string[] = (
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf ' +
  'clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils ' +
  'inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk ' +
  'mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp ' +
  'sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw'
).split(' ');

const supported = new Set(currencies);

/** The minor unit is the currency itself. */
const zero_decimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));

/** The minor unit is a thousandth, of which the last digit is always 0. */
const three_decimal = new Set('bhd jod kwd omr tnd'.split(' '));

/** Currencies without cents which the API still writes with two digits, always 00. */
const written_with_cents = new Set(['isk', 'ugx']);

/** Currencies that are charged to the cent and paid out without. */
const paid_out_whole = new Set(['huf', 'isk', 'twd', 'ugx']);

/** The smallest charge, by the currency of settlement ("Minimum and maximum charge amounts"). */
export const minimum_charge_amounts: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};

const MAXIMUM_CHARGE_AMOUNT = 99_999_999;

const maximum_charge_amounts: Readonly<Record<string, number>> = {
  idr: 999_999_999_999,
  inr: 999_999_999,
};

/** Where cards take more than any other payment method. */
const maximum_card_amounts: Readonly<Record<string, number>> = {
  cop: 9_999_999_999,
  huf: 9_999_999_999,
  jpy: 9_999_999_999,
  lbp: 99_999_999_999,
};

/** Symbols as messages print them; `#` stands for the number. A currency that is not listed prints the number alone. */
const symbols: Readonly<Record<string, string>> = {
  usd: '$#',
  aed: 'د.إ#',
  aud: '$#',
  bgn: '# лв.',
  brl: 'R$#',
  cad: '$#',
  chf: 'CHF#',
  cny: '¥#',
  czk: '# Kč',
  dkk: '# kr.',
  eur: '€#',
  gbp: '£#',
  hkd: '$#',
  huf: '# Ft',
  ils: '₪#',
  inr: '₹#',
  jpy: '¥#',
  krw: '₩#',
  mxn: '$#',
  myr: 'RM#',
  nok: '# kr',
  nzd: '$#',
  php: '₱#',
  pln: '# zł',
  ron: '# Lei',
  sek: '# kr',
  sgd: '$#',
  thb: '฿#',
  twd: '$#',
  vnd: '# ₫',
  zar: 'R#',
};

export function isCurrency(code: string): boolean {
  return supported.has(code);
}

/** How many digits of an amount stand behind the decimal point: 0, 2 or 3. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (zero_decimal.has(currency)) return 0;
  return three_decimal.has(currency) ? 3 : 2;
}

/** What every charge in `currency` is a multiple of ("Special cases" and three-decimal currencies). */
export function chargeMultipleOf(currency: string): 1 | 10 | 100 {
  if (written_with_cents.has(currency)) return 100;
  return three_decimal.has(currency) ? 10 : 1;
}

/** What every payout in `currency` is a multiple of. */
export function payoutMultipleOf(currency: string): 1 | 10 | 100 {
  return paid_out_whole.has(currency) ? 100 : chargeMultipleOf(currency);
}

/** The largest charge in `currency`, in minor units: of a card, or of any other payment method. */
export function maximumChargeAmount(currency: string, by_card: boolean): number {
  const by_any = maximum_charge_amounts[currency] ?? MAXIMUM_CHARGE_AMOUNT;
  return by_card ? (maximum_card_amounts[currency] ?? by_any) : by_any;
}

/** `amount` as messages print it: "$0.50 usd", "¥50 jpy", "175.00 Ft huf". */
export function formatAmount(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const number = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  const sign = amount < 0 ? '-' : '';
  return `${sign}${(symbols[currency] ?? '#').replace('#', () => number)} ${currency}`;
}

/** What is to be charged: by which parameter it came, and whether it can be a card that pays it. */
interface ChargeAmount {
  param?: string;
  by_card?: boolean;
  /** The smallest amount of a payment method that takes less than the currency's minimum. */
  least?: number;
}

/**
 * Guards the amount of a charge ("Minimum and maximum charge amounts").
 * @throws StripeError when the currency is not supported, or `amount` is below the minimum of a currency of settlement,
 *   above the maximum, or has digits that the currency does not know. What a charge in another currency must convert to
 *   is for the caller, who has the exchange rates.
 */
export function requireChargeAmount(
  amount: number,
  currency: string,
  { param = 'amount', by_card = true, least = Infinity }: ChargeAmount = {},
): void {
  if (!isCurrency(currency)) throw errors.currencyUnsupported(currency, currencies);
  if (amount < 1) throw errors.integerTooSmall(1, param);
  const minimum = Math.min(minimum_charge_amounts[currency] ?? 1, least);
  if (amount < minimum) throw errors.amountTooSmall(formatAmount(minimum, currency), param);
  const maximum = maximumChargeAmount(currency, by_card);
  if (amount > maximum) throw errors.amountTooLarge(formatAmount(maximum, currency), param);
  requireWhole(amount, currency, param);
}

/**
 * Guards a part of a charge: what is captured or given back of it ("Special cases" and three-decimal currencies).
 * @throws invalid_charge_amount when `amount` has digits that the currency does not know
 */
export function requireWhole(amount: number, currency: string, param = 'amount'): void {
  const multiple = chargeMultipleOf(currency);
  if (amount % multiple !== 0) throw errors.amountNotDivisible(multiple, currency, param);
}

/**
 * `percent` per cent of `amount`, rounded once, half away from zero: 2.9 % of 2050 is 59. `percent` is read as the
 * decimal number that it prints ("8.875", 33.3), so that no binary fraction enters.
 * @throws RangeError when `amount` is no whole number or `percent` no plain decimal number.
 */
export function percentage(amount: number, percent: number | string): number {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(percent)) ?? [];
  if (whole === undefined) throw new RangeError(`not a decimal number: ${percent}`);
  const rate = BigInt(`${sign}${whole}${fraction}`);
  return divideRounding(BigInt(amount) * rate, 100n * 10n ** BigInt(fraction.length));
}

/**
 * `amount` in parts that are proportional to `weights` and sum to it: each part is rounded toward zero, and what is left
 * goes, one minor unit each, to those that lost most by it; the earlier one where two lost the same.
 * @throws RangeError when `amount` is no whole number, or the weights are not whole, negative, or all 0.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total <= 0n || weights.some((weight) => weight < 0)) {
    throw new RangeError('weights must be whole numbers, none of them negative and not all of them 0');
  }
  const size = BigInt(Math.abs(amount));
  const parts = weights.map((weight, at) => {
    const product = size * BigInt(weight);
    return { at, part: Number(product / total), lost: product % total };
  });
  const left = Math.abs(amount) - parts.reduce((sum, { part }) => sum + part, 0);
  const by_loss = parts.toSorted((a, b) => (a.lost === b.lost ? a.at - b.at : a.lost > b.lost ? -1 : 1));
  for (const each of by_loss.slice(0, left)) each.part += 1;
  return parts.map(({ part }) => (amount < 0 ? 0 - part : part));
}

/** The whole number nearest to `numerator / denominator`; a half goes away from zero. */
function divideRounding(numerator: bigint, denominator: bigint): number {
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = Number((2n * size + denominator) / (2n * denominator));
  return numerator < 0n ? 0 - rounded : rounded;
}
