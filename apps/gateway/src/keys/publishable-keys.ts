import { errors, type JsonObject } from '@pinstripe/kernel';

/**
 * What a publishable key may do: it is in every browser, so it makes things that are worthless without a secret key,
 * and sees a thing only with that thing's own `client_secret`.
 */
export interface Permission {
  client_secret_required: boolean;
  /** What may be expanded: nothing that belongs to others than the payer who holds the client secret. */
  expandable: readonly string[];
}

const MAKES: Permission = { client_secret_required: false, expandable: [] };
const SEES: Permission = { client_secret_required: true, expandable: ['payment_method'] };

const PERMISSIONS: ReadonlyMap<string, Permission> = new Map([
  ['GET /pinstripe/pages/{merchant}/bank_transfers/{intent}', SEES],
  ['POST /pinstripe/pages/{merchant}/bank_transfers/{intent}/simulate', SEES],
  ['GET /pinstripe/pages/{merchant}/mandates/{mandate}', SEES],
  ['GET /pinstripe/pages/{merchant}/payer_actions/{payer_action}', SEES],
  ['POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete', SEES],
  ['POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/verify_microdeposits', SEES],
  ['GET /pinstripe/pages/{merchant}/receipts/{charge}', SEES],
  ['GET /pinstripe/pages/{merchant}/refunds/{refund}', SEES],
  ['POST /pinstripe/pages/{merchant}/refunds/{refund}/bank_account', SEES],
  ['POST /v1/tokens', MAKES],
  ['POST /v1/sources', MAKES],
  ['GET /v1/sources/{source}', SEES],
  ['POST /v1/payment_methods', MAKES],
  ['GET /v1/payment_intents/{intent}', SEES],
  ['POST /v1/payment_intents/{intent}/confirm', SEES],
  ['POST /v1/payment_intents/{intent}/verify_microdeposits', SEES],
  ['GET /v1/setup_intents/{intent}', SEES],
  ['POST /v1/setup_intents/{intent}/confirm', SEES],
  ['POST /v1/setup_intents/{intent}/verify_microdeposits', SEES],
]);

/** @throws StripeError (403) for an operation that takes a secret key. */
export function publishablePermission(operation: string): Permission {
  const permission = PERMISSIONS.get(operation);
  if (permission === undefined) throw errors.secretKeyRequired();
  return permission;
}

/**
 * @throws StripeError when a request by a publishable key does not tell the object's secret, or would see more than what
 *   the secret opens. Whether the secret is right is for the object's owner to say.
 */
export function checkPermission(permission: Permission, params: JsonObject, expand: readonly string[]): void {
  if (permission.client_secret_required && params['client_secret'] === undefined) {
    throw errors.parameterMissing('client_secret');
  }
  const forbidden = expand.find((path) => !permission.expandable.includes(path));
  if (forbidden !== undefined) throw errors.expandInvalid(forbidden);
}
