import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';

export type BankTransferType = Stripe.CustomerCreateFundingInstructionsParams.BankTransfer.Type;
type Address = Stripe.FundingInstructions.BankTransfer.FinancialAddress;
export type Funded = Stripe.CustomerCashBalanceTransaction.Funded;

/** What there is to know of each kind of transfer (guide "Bank transfer payments"). */
interface Facts {
  currency: string;
  /** Where its accounts are; an SEPA account is where the client wants it. */
  country: string | null;
  addresses: readonly Address['type'][];
}

const BANK_TRANSFERS: Readonly<Record<BankTransferType, Facts>> = {
  eu_bank_transfer: { currency: 'eur', country: null, addresses: ['iban'] },
  gb_bank_transfer: { currency: 'gbp', country: 'GB', addresses: ['sort_code'] },
  jp_bank_transfer: { currency: 'jpy', country: 'JP', addresses: ['zengin'] },
  mx_bank_transfer: { currency: 'mxn', country: 'MX', addresses: ['spei'] },
  us_bank_transfer: { currency: 'usd', country: 'US', addresses: ['aba', 'swift'] },
};

/** The currencies in which money can be transferred. */
export const TRANSFER_CURRENCIES: readonly string[] = Object.values(BANK_TRANSFERS).map(
  ({ currency }) => currency,
);

/** Where SEPA accounts can be. */
export const EU_COUNTRIES: readonly string[] = ['BE', 'DE', 'ES', 'FR', 'IE', 'NL'];

/** How a client says what kind of transfer it expects. */
export interface BankTransferParams {
  eu_bank_transfer?: { country: string };
  requested_address_types?: readonly string[];
  type?: string;
}

/** A kind of transfer, and what of it is shown. */
export interface BankTransfer {
  type: BankTransferType;
  country: string;
  addresses: readonly Address['type'][];
}

/** The kind by which `currency` is transferred. @throws when it cannot be transferred */
export function transferTypeOf(currency: string): BankTransferType {
  const found = Object.entries(BANK_TRANSFERS).find(([, facts]) => facts.currency === currency);
  if (found === undefined) throw errors.currencyUnsupported(currency, TRANSFER_CURRENCIES);
  return found[0] as BankTransferType;
}

/**
 * What `params`, which stand at `path`, ask for.
 * @throws when the currency cannot be transferred, or not so, or not to there, or none of the addresses that are wanted exists
 */
export function bankTransferOf(currency: string, params: BankTransferParams, path: string): BankTransfer {
  const fitting = transferTypeOf(currency);
  const { type = fitting } = params;
  if (type !== fitting) {
    throw errors.invalid(`A ${type} cannot be made in ${currency}: its type is ${fitting}.`, {
      param: `${path}[type]`,
    });
  }
  return { type, country: countryOf(type, params, path), addresses: addressesOf(type, params, path) };
}

function countryOf(type: BankTransferType, { eu_bank_transfer }: BankTransferParams, path: string): string {
  const { country } = BANK_TRANSFERS[type];
  if (country !== null) return country;
  const param = `${path}[eu_bank_transfer][country]`;
  if (eu_bank_transfer === undefined) throw errors.parameterMissing(param);
  const chosen = eu_bank_transfer.country.toUpperCase();
  if (!EU_COUNTRIES.includes(chosen)) throw errors.parameterInvalidEnum(param, EU_COUNTRIES);
  return chosen;
}

/** `sepa` is another word for an IBAN that takes SEPA transfers. */
function addressesOf(type: BankTransferType, params: BankTransferParams, path: string) {
  const { addresses } = BANK_TRANSFERS[type];
  const wanted = params.requested_address_types?.map((each) => (each === 'sepa' ? 'iban' : each));
  if (wanted === undefined || wanted.length === 0) return addresses;
  const shown = addresses.filter((each) => wanted.includes(each));
  if (shown.length > 0) return shown;
  throw errors.invalid(`A ${type} has none of these addresses, but: ${addresses.join(', ')}.`, {
    param: `${path}[requested_address_types]`,
  });
}

/** What a bank says of a transfer in the sandbox: the sender, and what the sender has written. */
export function fundedBy(currency: string, reference: string | null): Funded {
  const type = transferTypeOf(currency);
  switch (type) {
    case 'eu_bank_transfer':
      return {
        bank_transfer: {
          eu_bank_transfer: { bic: 'TESTDE00XXX', iban_last4: '3000', sender_name: SENDER },
          reference,
          type,
        },
      };
    case 'gb_bank_transfer':
      return {
        bank_transfer: {
          gb_bank_transfer: { account_number_last4: '2345', sender_name: SENDER, sort_code: '108800' },
          reference,
          type,
        },
      };
    case 'jp_bank_transfer':
      return {
        bank_transfer: {
          jp_bank_transfer: { sender_bank: 'TEST BANK', sender_branch: 'TEST BRANCH', sender_name: SENDER },
          reference: null,
          type,
        },
      };
    case 'mx_bank_transfer':
      return { bank_transfer: { reference, type } };
    case 'us_bank_transfer':
      return {
        bank_transfer: { reference, type, us_bank_transfer: { network: 'ach', sender_name: SENDER } },
      };
  }
}

const SENDER = 'Jenny Rosen';
