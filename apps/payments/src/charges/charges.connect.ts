import { type Emptyable, errors } from '@pinstripe/kernel';
import { foreign } from '@pinstripe/service';

/** What parameters say of connected accounts: who is charged for, who gets the money, and what the platform keeps of it. */
interface ConnectParams {
  application_fee?: Emptyable<number>;
  application_fee_amount?: Emptyable<number>;
  destination?: Emptyable<string | { account: string; amount?: number }>;
  on_behalf_of?: Emptyable<string>;
  transfer_data?: Emptyable<{ amount?: Emptyable<number>; destination?: string }>;
}

/**
 * Checks what parameters say of connected accounts, as far as there are any.
 * @throws resource_missing for one that there is not, and for a fee or a transfer without one whom it is taken from or goes to
 */
export function requireConnect(params: ConnectParams): void {
  for (const [param, account] of accountsOf(params)) {
    foreign('account', account, param);
    throw errors.parameterNotBuilt(param);
  }
  requireNoFee(params);
}

function accountsOf({ destination, on_behalf_of, transfer_data }: ConnectParams): [string, string][] {
  const [param, account] =
    typeof destination === 'object' && destination !== null
      ? ['destination[account]', destination.account]
      : ['destination', destination];
  const named: [string, Emptyable<string>][] = [
    [param, account],
    ['transfer_data[destination]', (transfer_data || {}).destination],
    ['on_behalf_of', on_behalf_of],
  ];
  return named.filter((each): each is [string, string] => Boolean(each[1]));
}

/** A payment that is the account's own has nobody to take a fee from, or to pass a part on to. */
export function requireNoFee({
  application_fee,
  application_fee_amount,
  transfer_data,
}: ConnectParams): void {
  const given = (amount: Emptyable<number>) => amount !== undefined && amount !== null && amount !== '';
  const fee = given(application_fee_amount)
    ? 'application_fee_amount'
    : given(application_fee)
      ? 'application_fee'
      : null;
  if (fee !== null) {
    throw errors.invalid(
      'To use an application fee, the request must be made on behalf of another account, using the Stripe-Account header ' +
        'or an OAuth key, or must name the account that the payment goes to in transfer_data[destination].',
      { param: fee },
    );
  }
  if (given((transfer_data || {}).amount)) {
    throw errors.invalid(
      'An amount can only be transferred from a payment that was made with a destination.',
      {
        param: 'transfer_data[amount]',
      },
    );
  }
}
