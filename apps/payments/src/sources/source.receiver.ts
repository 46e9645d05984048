import type { PayerActionSeen } from '@pinstripe/contract';
import { chargeableAmount, type Source } from './source.ts';
import { sourceType } from './source-types.ts';

/** Money has landed: what waited for it can be charged. */
export function receive(source: Source, amount: number): Source {
  const { receiver } = source;
  return {
    ...source,
    receiver: { ...receiver!, amount_received: receiver!.amount_received + amount },
    status: 'chargeable',
  };
}

/** Whether a source that can be charged no more holds money that is its payer's. */
export function isOwing(source: Source): boolean {
  const is_over = source.status === 'canceled' || source.status === 'consumed';
  return source.receiver !== undefined && is_over && chargeableAmount(source) > 0;
}

/** Asks for what must be known to give money back; nobody is asked twice, or for what is known. */
export function ask(source: Source): Source {
  const { receiver } = source;
  if (receiver!.refund_attributes_status !== 'missing' || receiver!.refund_attributes_method === 'none') {
    return source;
  }
  return { ...source, receiver: { ...receiver!, refund_attributes_status: 'requested' } };
}

/** Gives back what nobody has charged, once it is known to where. */
export function giveBack(source: Source): Source {
  const { receiver } = source;
  if (!isOwing(source) || receiver!.refund_attributes_status !== 'available') return source;
  const amount_returned = receiver!.amount_returned + chargeableAmount(source);
  return { ...source, receiver: { ...receiver!, amount_returned } };
}

/** What the payer of a source takes to a bank; null where they are not asked to. */
export function voucherOfSource(source: Source): PayerActionSeen['voucher'] {
  const { created, multibanco } = source;
  if (multibanco === undefined) return null;
  const { entity, reference } = multibanco;
  const numbers = { entity: entity ?? '', reference: reference ?? '' };
  return { expires_at: created + sourceType(source).pending_for!, places: [{ chain: null, numbers }] };
}
