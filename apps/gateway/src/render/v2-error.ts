import type { ErrorBody } from '@pinstripe/kernel';

/** Whether a path, as it was sent, is of API v2. */
export function isV2Path(path: string): boolean {
  return path.startsWith('/v2/');
}

/**
 * An error as v2 tells it: by the codes that its reference documents (`not_found`, `idempotency_error`) and the SDKs know
 * (`invalid_fields`), with the parameter as a path in the JSON that was sent.
 */
export function asV2Error(status: number, error: ErrorBody): ErrorBody {
  const { doc_url: _, param, ...rest } = error;
  if (error.type === 'idempotency_error') return { ...rest, code: error.code ?? 'idempotency_error' };
  if (error.code === 'resource_missing' && status === 404) return { ...rest, code: 'not_found' };
  if (param === undefined) return rest;
  const path = pathOf(param);
  return { ...rest, code: 'invalid_fields', message: rest.message.replaceAll(param, path), param: path };
}

/** `webhook_endpoint[url]` is `webhook_endpoint.url`; the places in a list keep their brackets. */
function pathOf(param: string): string {
  return param.replaceAll('[]', '').replaceAll(/\[(?!\d+\])([^\]]*)\]/g, '.$1');
}
