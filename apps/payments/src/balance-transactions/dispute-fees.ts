import { decimalsOf } from '@pinstripe/kernel';

/** What a dispute costs, in units of the currency (guide "SEPA Direct Debit", the one page that has amounts). */
const fees: Readonly<Record<string, number>> = {
  aud: 25,
  bgn: 30,
  cad: 20,
  czk: 360,
  dkk: 115,
  gbp: 13,
  hkd: 130,
  huf: 5750,
  jpy: 2375,
  mxn: 280,
  nok: 175,
  nzd: 30,
  pln: 65,
  ron: 75,
  sek: 175,
  sgd: 20,
  zar: 300,
};

/** In euros, francs and dollars, and in the currencies that the page does not list. */
const FEE = 15;

/** What Visa takes of a merchant who contests a dispute about compliance. */
const COMPLIANCE_FEE = 500;

/** The fee for a dispute, in minor units of `currency`. */
export function disputeFee(currency: string): number {
  return (fees[currency] ?? FEE) * 10 ** decimalsOf(currency);
}

/** Visa's fee for contesting a dispute about compliance, in minor units of `currency`. */
export function complianceFee(currency: string): number {
  return COMPLIANCE_FEE * 10 ** decimalsOf(currency);
}
