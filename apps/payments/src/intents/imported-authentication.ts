import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { ImportedAuthentication } from '../card-network/card-network.ts';

/** As payments take it, and setups, which may leave everything out. */
type Params = Partial<Stripe.PaymentIntentConfirmParams.PaymentMethodOptions.Card.ThreeDSecure>;
type CartesBancaires = NonNullable<NonNullable<Params['network_options']>['cartes_bancaires']>;

const PARAM = 'payment_method_options[card][three_d_secure]';

/** What an intent's confirmation says of an authentication that another provider has made (guide "Import 3D Secure results"). */
interface Asked {
  network?: string | null;
  three_d_secure?: Params;
}

/**
 * That authentication as a card's network takes it; null when there was none.
 * @throws when it is not of the form that the provider of one would give, or contradicts itself
 */
export function importedAuthentication({ network, three_d_secure }: Asked): ImportedAuthentication | null {
  if (three_d_secure === undefined) return null;
  const { ares_trans_status, electronic_commerce_indicator, network_options } = three_d_secure;
  const { transaction_id, version } = requireForm(three_d_secure);
  const { cartes_bancaires } = network_options ?? {};
  if (cartes_bancaires !== undefined) requireCartesBancaires(cartes_bancaires, network);
  return {
    ares_trans_status: ares_trans_status ?? null,
    electronic_commerce_indicator: electronic_commerce_indicator ?? null,
    exemption_indicator: exemptionOf(three_d_secure.exemption_indicator, cartes_bancaires),
    transaction_id,
    version,
  };
}

/** Twenty bytes, in base64. */
const CRYPTOGRAM = /^[A-Za-z0-9+/]{27}=$/;
const CHALLENGE_INDICATOR = /^(?:0[1-9]|[1-9]\d)$/;

function requireForm(given: Params): Required<Pick<Params, 'transaction_id' | 'version'>> {
  const { cryptogram, requestor_challenge_indicator, transaction_id, version } = given;
  if (cryptogram === undefined) throw errors.parameterMissing(`${PARAM}[cryptogram]`);
  if (transaction_id === undefined) throw errors.parameterMissing(`${PARAM}[transaction_id]`);
  if (version === undefined) throw errors.parameterMissing(`${PARAM}[version]`);
  if (!CRYPTOGRAM.test(cryptogram)) {
    throw errors.invalid('The cryptogram must be 20 bytes, which base64 writes in 28 characters.', {
      param: `${PARAM}[cryptogram]`,
    });
  }
  if (transaction_id === '') throw errors.parameterInvalidEmpty(`${PARAM}[transaction_id]`);
  if (
    requestor_challenge_indicator !== undefined &&
    !CHALLENGE_INDICATOR.test(requestor_challenge_indicator)
  ) {
    throw errors.invalid('The challenge indicator must be two digits, from 01 to 99.', {
      param: `${PARAM}[requestor_challenge_indicator]`,
    });
  }
  return { transaction_id, version };
}

const CB = `${PARAM}[network_options][cartes_bancaires]`;

function requireCartesBancaires({ cb_exemption, cb_score }: CartesBancaires, network: Asked['network']) {
  if (network !== 'cartes_bancaires') {
    throw errors.invalid(
      'What Cartes Bancaires says of an authentication can only be given for a payment on its network.',
      { param: 'payment_method_options[card][network]' },
    );
  }
  if (cb_exemption !== undefined && !/^[A-Za-z0-9+/]{4}$/.test(cb_exemption)) {
    throw errors.invalid(
      'The exemption of Cartes Bancaires must be 3 bytes, which base64 writes in 4 characters.',
      {
        param: `${CB}[cb_exemption]`,
      },
    );
  }
  if (cb_score === undefined) return;
  if (cb_score < 0) throw errors.integerTooSmall(0, `${CB}[cb_score]`);
  if (cb_score > 99) throw errors.integerTooLarge(99, `${CB}[cb_score]`);
}

/** The one exemption, of those that Cartes Bancaires may name, of which it is documented how it is written. */
const LOW_RISK = 'BAAA';

function exemptionOf(
  indicator: Params['exemption_indicator'],
  cartes_bancaires: CartesBancaires | undefined,
): ImportedAuthentication['exemption_indicator'] {
  const { cb_exemption } = cartes_bancaires ?? {};
  if (indicator === 'none' && cb_exemption === LOW_RISK) {
    throw errors.invalid(
      'The exemption_indicator says that there is no exemption, and the cb_exemption that there is.',
      {
        param: `${PARAM}[exemption_indicator]`,
      },
    );
  }
  if (indicator !== undefined || cb_exemption === undefined) return indicator ?? null;
  return cb_exemption === LOW_RISK ? 'low_risk' : 'none';
}
