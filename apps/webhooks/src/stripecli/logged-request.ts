import { errors, isObject } from '@pinstripe/kernel';
import type { LoggedRequest } from '@pinstripe/service';

/** What `stripe logs tail` is to show: each filter that is there must have a value that fits. */
export type Filters = Partial<Record<FilterName, string[]>>;
type FilterName = keyof typeof FITS;

/** Whether a request fits one value of a filter (CLI, `stripe logs tail --help`). */
const FITS = {
  filter_account: ({ side }: LoggedRequest, value: string) => side === value.toLowerCase(),
  filter_http_method: ({ method }: LoggedRequest, value: string) => method === value.toUpperCase(),
  filter_ip_address: ({ ip_address }: LoggedRequest, value: string) =>
    ip_address === value || ip_address === `::ffff:${value}`,
  filter_request_path: ({ url }: LoggedRequest, value: string) => url === value,
  filter_request_status: ({ status }: LoggedRequest, value: string) =>
    value.toUpperCase() === (SUCCEEDED.has(status) ? 'SUCCEEDED' : 'FAILED'),
  filter_source: ({ source }: LoggedRequest, value: string) => source === value.toUpperCase(),
  filter_status_code: ({ status }: LoggedRequest, value: string) => String(status) === value,
  // `4XX` is sent as `400`.
  filter_status_code_type: ({ status }: LoggedRequest, value: string) => String(status)[0] === value[0],
};

const SUCCEEDED = new Set([200, 201, 202]);

/** @throws StripeError (400) when `text` is not JSON, or names no filter. */
export function readFilters(text: string | undefined): Filters {
  if (text === undefined || text === '') return {};
  const filters = parse(text);
  if (!isObject(filters)) throw invalid('it must be a JSON object');
  for (const [name, values] of Object.entries(filters)) {
    if (!Object.hasOwn(FITS, name)) throw invalid(`there is no ${name.slice(0, 100)}`);
    if (!Array.isArray(values) || !values.every((value) => typeof value === 'string' && value !== ''))
      throw invalid(`${name} must be a list of strings`);
  }
  return filters;
}

/** Whether a session with these filters is shown the request. */
export function passes(filters: Filters, request: LoggedRequest): boolean {
  return Object.entries(filters).every(
    ([name, values]) =>
      values.length === 0 || values.some((value) => FITS[name as FilterName](request, value)),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('it must be JSON');
  }
}

function invalid(reason: string) {
  return errors.invalid(`Invalid filters: ${reason}`, { param: 'filters' });
}
