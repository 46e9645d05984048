/** What the digits of `number` weigh by Luhn's rule, modulo 10: 0 when the last one checks the others. */
export function luhnRemainder(number: string): number {
  let sum = 0;
  for (let at = 0; at < number.length; at += 1) {
    const digit = Number(number[number.length - 1 - at]);
    const weighed = at % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10;
}

/** `digits` with the one behind them that checks them. */
export function withCheckDigit(digits: string): string {
  return digits + ((10 - luhnRemainder(`${digits}0`)) % 10);
}
