import type { Route } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { decodeForm, emptyFields } from '../parameters/form.ts';
import { decodeJson } from '../parameters/json.ts';
import { decodeQuery } from '../parameters/query.ts';
import type { Input } from '../parameters/walk.ts';
import type { ApiRequest } from './exchange.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** What a client sent for a route: parameters as fields, and whether their leaves have types. */
export interface Content {
  fields: { [name: string]: Input };
  is_json: boolean;
}

/**
 * Reads the query and the body. v1 takes forms and merges both; v2 takes JSON in the bodies of POST requests, and a query
 * without a body in the others. The body of a GET means nothing.
 *
 * @throws StripeError when the body is not what its content type, or the route, wants it to be.
 */
export function readContent(request: ApiRequest, route: Route): Content {
  const { query, body, method } = request;
  if (route.api === 'v2' && method === 'POST') {
    if (body !== '' && !isOf(request, JSON_TYPE)) throw errors.requestMalformed(JSON_TYPE);
    return { fields: decodeJson(body), is_json: true };
  }
  if (route.api === 'v2') return { fields: decodeQuery(query, route.params), is_json: false };
  const fields = emptyFields();
  if (query !== '') decodeForm(query, fields);
  if (body !== '' && method !== 'GET') {
    if (!isOf(request, FORM)) throw errors.requestMalformed(FORM);
    decodeForm(body, fields);
  }
  return { fields, is_json: false };
}

/** A request that does not say what its body is has a form. */
function isOf({ headers }: ApiRequest, media_type: string): boolean {
  const content_type = headers['content-type'];
  if (content_type === undefined) return media_type === FORM;
  return content_type === media_type || content_type.split(';', 1)[0]!.trim().toLowerCase() === media_type;
}
