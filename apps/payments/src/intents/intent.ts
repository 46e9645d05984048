import { allows, type ErrorBody, errors, statusesAllowing, type StatusTable } from '@pinstripe/kernel';

/** How messages name the two kinds of intent. */
export const nouns = { payment_intent: 'PaymentIntent', setup_intent: 'SetupIntent' };

/** A PaymentIntent or a SetupIntent. */
export interface Intent<Status extends string = string> {
  object: keyof typeof nouns;
  status: Status;
}

/** Whatever an intent can be asked to do; each kind says in its own table when. */
type Action = 'cancel' | 'capture' | 'confirm' | 'increment_authorization' | 'update';

/** @throws `…_unexpected_state` when `table` does not allow `action`, which would change `attribute`, in the intent's status. */
export function requireStatus<Status extends string, Allowed extends Action>(
  table: StatusTable<Status, Allowed>,
  intent: Intent<Status>,
  action: Allowed,
  attribute: string,
): void {
  if (allows(table, intent.status, action)) return;
  const statuses = statusesAllowing(table, action).join(', ');
  throw unexpectedState(intent, messages[action](intent, statuses, attribute));
}

export function unexpectedState(intent: Intent, message: string) {
  const about: Pick<ErrorBody, Intent['object']> = { [intent.object]: intent };
  return errors.invalid(message, { code: `${intent.object}_unexpected_state`, ...about });
}

/** There is nothing to confirm an intent with. */
export function paymentMethodMissing(intent: Intent) {
  const noun = nouns[intent.object];
  return unexpectedState(
    intent,
    `You cannot confirm this ${noun} because it's missing a payment method. You can either update the ${noun} with a ` +
      'payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.',
  );
}

/** @throws when an intent is to be created with one of `params` that only confirming it takes */
export function requireConfirm(
  object: Intent['object'],
  params: object,
  with_confirm: readonly string[],
): void {
  const param = with_confirm.find((name) => name in params);
  if (param === undefined || ('confirm' in params && params.confirm === true)) return;
  throw errors.invalid(
    `The parameter ${param} cannot be passed when creating a ${nouns[object]} unless confirm is set to true.`,
    { param },
  );
}

/** Why an intent in its status cannot do what it can do in `statuses`. */
const messages: Record<Action, (intent: Intent, statuses: string, attribute: string) => string> = {
  cancel: ({ object, status }, statuses) =>
    `You cannot cancel this ${nouns[object]} because it has a status of ${status}. ` +
    `Only a ${nouns[object]} with one of the following statuses may be canceled: ${statuses}.`,
  capture: ({ object, status }, statuses) =>
    `This ${nouns[object]} could not be captured because it has a status of ${status}. ` +
    `Only a ${nouns[object]} with one of the following statuses may be captured: ${statuses}.`,
  confirm: ({ object, status }, statuses) =>
    status === 'succeeded'
      ? `You cannot confirm this ${nouns[object]} because it has already succeeded` +
        (object === 'payment_intent' ? ' after being previously confirmed.' : '.')
      : `You cannot confirm this ${nouns[object]} because it has a status of ${status}. ` +
        `Only a ${nouns[object]} with one of the following statuses may be confirmed: ${statuses}.`,
  increment_authorization: ({ object, status }, statuses) =>
    `This ${nouns[object]}'s authorization could not be incremented because it has a status of ${status}. ` +
    `Only a ${nouns[object]} with one of the following statuses may be incremented: ${statuses}.`,
  update: ({ object, status }, statuses, attribute) =>
    `This ${nouns[object]}'s ${attribute} could not be updated because it has a status of ${status}. ` +
    `You may only update the ${attribute} of a ${nouns[object]} with one of the following statuses: ${statuses}.`,
};
