import type { LoggedRequest } from '@pinstripe/service';
import { type Filters, passes, readFilters } from './logged-request.ts';

const request: LoggedRequest = {
  created_at: 1_740_000_000,
  livemode: false,
  method: 'POST',
  request_id: 'req_1',
  status: 402,
  url: '/v1/payment_intents',
  error: null,
  side: 'self',
  source: 'API',
  ip_address: '::ffff:127.0.0.1',
};

describe('filters', () => {
  it.each<[Filters, boolean, Partial<LoggedRequest>?]>([
    [{}, true],
    [{ filter_http_method: [] }, true],
    [{ filter_http_method: ['GET', 'POST'] }, true],
    [{ filter_http_method: ['post'] }, true],
    [{ filter_http_method: ['GET'] }, false],
    [{ filter_status_code: ['402'] }, true],
    [{ filter_status_code: ['40', '4020'] }, false],
    [{ filter_status_code_type: ['400'] }, true],
    [{ filter_status_code_type: ['4XX'] }, true],
    [{ filter_status_code_type: ['200', '500'] }, false],
    [{ filter_request_status: ['FAILED'] }, true],
    [{ filter_request_status: ['SUCCEEDED'] }, false],
    [{ filter_request_status: ['SUCCEEDED'] }, true, { status: 201 }],
    [{ filter_request_status: ['SUCCEEDED'] }, false, { status: 204 }],
    [{ filter_request_path: ['/v1/payment_intents'] }, true],
    [{ filter_request_path: ['/v1/payment'] }, false],
    [{ filter_ip_address: ['127.0.0.1'] }, true],
    [{ filter_ip_address: ['127.0.0.1'] }, true, { ip_address: '127.0.0.1' }],
    [{ filter_ip_address: ['127.0.0.1'] }, false, { ip_address: null }],
    [{ filter_ip_address: ['7.0.0.1'] }, false],
    [{ filter_source: ['API'] }, true],
    [{ filter_source: ['DASHBOARD'] }, false],
    [{ filter_account: ['self'] }, true],
    [{ filter_account: ['CONNECT_IN', 'connect_out'] }, false],
    [{ filter_account: ['connect_in'] }, true, { side: 'connect_in' }],
    [{ filter_http_method: ['POST'], filter_status_code: ['402'] }, true],
    [{ filter_http_method: ['POST'], filter_status_code: ['200'] }, false],
  ])('%j let it pass: %s', (filters, expected, changed = {}) => {
    expect(passes(filters, { ...request, ...changed })).toBe(expected);
  });

  it.each([[undefined], [''], ['{}']])('may be none: %s', (text) => {
    expect(readFilters(text)).toEqual({});
  });

  it.each([
    '{',
    '[]',
    '"GET"',
    '{"filter_color":["red"]}',
    '{"toString":["x"]}',
    '{"filter_source":"API"}',
    '{"filter_source":[1]}',
    '{"filter_source":[""]}',
  ])('are not %s', (text) => {
    expect(() => readFilters(text)).toThrow('Invalid filters');
  });
});
