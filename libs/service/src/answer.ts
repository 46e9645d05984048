import type { StripeError } from '@pinstripe/kernel';
import type { Document } from '@pinstripe/contract';
import { scope } from './context.ts';
import type { Decided } from './idempotency.ts';

/** The answer with `value`, an object, list or deletion of the API. */
export function renderAnswer(value: unknown): Decided {
  const { object } = value as { object?: string };
  const resource = object === undefined ? undefined : scope().runtime.resourceOf(object);
  const rendered =
    resource === undefined ? value : resource.render(value as Document<{ id: string; object: string }>);
  return { status: 200, body: JSON.stringify(rendered), should_retry: null };
}

export function renderError({ status, body, should_retry }: StripeError): Decided {
  return { status, body: JSON.stringify({ error: body }), should_retry };
}
