import type { JsonObject } from '@pinstripe/kernel';
import { drawBetween, drawDigits } from '../draws.ts';
import type { Payer } from './provider.ts';

/** The numbers by which vouchers are paid: the same for as long as the payer has the same voucher. */

export const boletoNumber = ({ payer_action }: Payer): string =>
  drawDigits(payer_action, 'boleto_a', 17) +
  drawDigits(payer_action, 'boleto_b', 15) +
  drawDigits(payer_action, 'boleto_c', 15);

export const oxxoNumber = ({ payer_action }: Payer): string =>
  drawDigits(payer_action, 'oxxo_a', 16) + drawDigits(payer_action, 'oxxo_b', 16);

export const multibancoNumbers = ({ payer_action }: Pick<Payer, 'payer_action'>) => ({
  entity: drawDigits(payer_action, 'entity', 5),
  reference: drawDigits(payer_action, 'reference', 9),
});

const CHAINS = ['familymart', 'lawson', 'ministop', 'seicomart'] as const;

/** What is typed in at the machines of each chain of convenience stores. */
export function konbiniStores({ options, payer_action }: Payer) {
  const given = options['confirmation_number'] as string | null | undefined;
  const confirmation_number = given ?? drawDigits(payer_action, 'confirmation_number', 11);
  const stores = CHAINS.map((chain) => {
    const payment_code = drawDigits(payer_action, chain, 6);
    return [chain, { confirmation_number, payment_code }] as const;
  });
  return Object.fromEntries(stores) as Record<(typeof CHAINS)[number], (typeof stores)[number][1]>;
}

/** The store in which somebody has paid. */
export function konbiniStore({ payer_action }: Payer): JsonObject {
  return { chain: CHAINS[drawBetween(payer_action, 'chain', 0, CHAINS.length - 1)]! };
}
