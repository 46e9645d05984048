import { isObject, type Json, jsonText, type StripeError } from '@pinstripe/kernel';
import type { Document } from '@pinstripe/contract';
import { scope } from './context.ts';
import type { Decided } from './idempotency.ts';

/** The answer with `value`, an object, list or deletion of the API. */
export function renderAnswer(value: object): Decided {
  return { status: 200, body: jsonText(rendered(value)), should_retry: null };
}

/** The answer with an error. The objects that it is about are seen as the caller sees any other. */
export function renderError({ status, body, should_retry }: StripeError): Decided {
  const error = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isObject(value) ? rendered(value) : (value as Json)]),
  );
  return { status, body: JSON.stringify({ error }), should_retry };
}

function rendered(value: object): object {
  const { object } = value as { object?: string };
  const resource = object === undefined ? undefined : scope().runtime.resourceOf(object);
  return resource === undefined ? value : resource.show(value as Document<{ id: string; object: string }>);
}
