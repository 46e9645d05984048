import type { SourceUpdateParams } from '@pinstripe/contract';
import { errors, mergeMetadata, requireEmail } from '@pinstripe/kernel';
import { nobody, ownerAfter, type Source } from './source.ts';
import { orderOf } from './source.order.ts';
import type { Hash } from './source-type.ts';
import { SOURCE_TYPES, sourceType } from './source-types.ts';

/** What goes into the vault of where money could be given back to, and is shown by its last digits. */
const NUMBERS = ['refund_account_number', 'refund_iban'] as const;

/** Parameters of a source that do not depend on its type. */
const COMMON = new Set(['amount', 'currency', 'mandate', 'metadata', 'owner', 'source_order']);

/**
 * A source with what `params` change of it; the date of a card is for the vault to change.
 * @throws parameter_unknown for what sources of other types have, and when it is not to be changed any more
 */
export function update(source: Source, params: SourceUpdateParams): Source {
  const { type } = source;
  const foreign = Object.keys(params).find((param) => !COMMON.has(param) && param !== type);
  if (foreign !== undefined) throw errors.parameterUnknown(foreign);
  requireChangeable(source, params);
  requireEmail(params.owner?.email, 'owner[email]');
  const updated: Source = {
    ...source,
    amount: params.amount ?? source.amount,
    metadata: mergeMetadata(source.metadata ?? {}, params.metadata),
    owner: ownerAfter(source.owner ?? nobody, params.owner),
    ...refundable(source, refundAttributes(source, params)),
  };
  return params.source_order === undefined && params.amount === undefined
    ? updated
    : { ...updated, ...(hasOrder(source, params) ? { source_order: orderOf(updated, params) } : {}) };
}

/** What `params` say of where the money of a receiver goes back to. */
export function refundAttributes({ type }: Source, params: SourceUpdateParams): Hash {
  if (SOURCE_TYPES[type]!.transfer === undefined) return {};
  return ((params as Record<string, unknown>)[type] ?? {}) as Hash;
}

/** The number among them; undefined where there is none. */
export function refundNumber(attributes: Hash): string | undefined {
  return NUMBERS.map((field) => attributes[field]).find((number) => number !== undefined);
}

/** What was agreed on with the payer does not change once they have acted. */
function requireChangeable(source: Source, { amount, mandate }: SourceUpdateParams): void {
  const is_open = source.status === 'pending' && source.receiver === undefined && source.amount !== null;
  if (amount !== undefined && !is_open) {
    throw errors.invalid('The amount can only be changed while the source is pending.', { param: 'amount' });
  }
  if (mandate !== undefined && sourceType(source).account === undefined) {
    throw errors.invalid(`A source of the type ${source.type} has no mandate.`, { param: 'mandate' });
  }
}

function hasOrder({ source_order }: Source, params: SourceUpdateParams): boolean {
  return source_order !== undefined || params.source_order !== undefined;
}

/** Once all is known that giving back takes, the attributes are `available`. */
function refundable(source: Source, attributes: Hash): Partial<Source> {
  if (Object.keys(attributes).length === 0) return {};
  const { receiver, type } = source;
  const shown = Object.fromEntries(
    Object.entries(attributes)
      .filter(([field]) => field !== 'refund_account_number')
      .map(([field, value]) => [field, field === 'refund_iban' ? `****${value.slice(-4)}` : value]),
  );
  const hash = { ...(source[type as 'multibanco'] as Hash), ...shown };
  const { refund_fields } = sourceType(source).transfer!;
  const is_known = refund_fields.every((field) => Boolean(hash[field]));
  return {
    [type]: hash,
    receiver: {
      ...receiver!,
      refund_attributes_status: is_known ? 'available' : receiver!.refund_attributes_status,
    },
  };
}
