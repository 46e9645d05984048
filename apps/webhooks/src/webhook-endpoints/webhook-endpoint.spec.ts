import { DAY } from '@pinstripe/kernel';
import {
  activeSecrets,
  create,
  ENDPOINTS_MAX,
  failingSince,
  isGivenUp,
  type Mode,
  requirePlace,
  rollSecret,
  update,
  wants,
} from './webhook-endpoint.ts';

const NOW = 1_740_000_000;
const identity = (livemode = false) => ({ id: 'we_1', created: NOW, livemode });
const endpoint = () => create({ url: 'https://example.com', enabled_events: ['*'] }, identity(), 'sandbox');

describe('an endpoint', () => {
  it('is made with what is given', () => {
    const params = {
      url: 'https://example.com/hook',
      enabled_events: ['coupon.created' as const],
      api_version: '2024-06-20' as const,
      connect: true,
      description: 'ours',
      metadata: { a: '1' },
    };
    expect(create(params, identity(), 'sandbox')).toEqual({
      id: 'we_1',
      object: 'webhook_endpoint',
      api_version: '2024-06-20',
      application: null,
      created: NOW,
      description: 'ours',
      enabled_events: ['coupon.created'],
      livemode: false,
      metadata: { a: '1' },
      status: 'enabled',
      url: 'https://example.com/hook',
    });
  });

  it.each([
    [{ disabled: true }, { status: 'disabled' }],
    [{ disabled: false }, { status: 'enabled' }],
    [{ description: 'mine' }, { description: 'mine' }],
    [{ description: '' as const }, { description: null }],
    [{ url: 'http://localhost:4242' }, { url: 'http://localhost:4242' }],
    [{ enabled_events: ['coupon.deleted' as const] }, { enabled_events: ['coupon.deleted'] }],
    [{ metadata: { b: '2' } }, { metadata: { b: '2' } }],
    [{}, {}],
  ])('is updated by %j', (params, changes) => {
    expect(update(endpoint(), params, 'sandbox')).toEqual({ ...endpoint(), ...changes });
  });
});

describe('the URL', () => {
  const PUBLIC = 'publicly accessible';
  it.each<[string, Mode, boolean, string | null]>([
    ['https://example.com/hook?a=1', 'sandbox', false, null],
    ['http://localhost:4242/webhook', 'sandbox', false, null],
    ['http://127.0.0.1', 'sandbox', false, null],
    ['https://user:secret@example.com', 'sandbox', false, null],
    ['http://example.com', 'sandbox', true, 'must use https'],
    ['https://example.com', 'sandbox', true, null],
    ['example.com/hook', 'sandbox', false, 'explicit scheme'],
    ['localhost:4242', 'sandbox', false, 'explicit scheme'],
    ['', 'sandbox', false, 'explicit scheme'],
    ['https://', 'sandbox', false, 'explicit scheme'],
    ['https://exa mple.com', 'sandbox', false, 'explicit scheme'],
    ['ftp://example.com', 'sandbox', false, 'http or https'],
    ['file:///etc/passwd', 'sandbox', false, 'http or https'],
    ['https://example.com', 'platform', false, null],
    ['http://example.com', 'platform', false, null],
    ['https://8.8.8.8/hook', 'platform', false, null],
    ['http://localhost:4242', 'platform', false, PUBLIC],
    ['http://localhost./', 'platform', false, PUBLIC],
    ['http://app.localhost', 'platform', false, PUBLIC],
    ['http://postgres:5432', 'platform', false, PUBLIC],
    ['http://127.0.0.1./', 'platform', false, PUBLIC],
    ['http://metadata.google.internal/', 'platform', false, PUBLIC],
    ['http://printer.local./', 'platform', false, PUBLIC],
    ['http://router.home.arpa', 'platform', false, PUBLIC],
    ['http://[64:ff9b::a9fe:a9fe]/', 'platform', false, PUBLIC],
    ['http://127.0.0.1', 'platform', false, PUBLIC],
    ['http://2130706433', 'platform', false, PUBLIC],
    ['http://0x7f.1', 'platform', false, PUBLIC],
    ['http://0177.0.0.1', 'platform', false, PUBLIC],
    ['http://①②⑦.0.0.1', 'platform', false, PUBLIC],
    ['http://example.com@10.0.0.1/', 'platform', false, PUBLIC],
    ['http://10.0.0.1#@example.com/', 'platform', false, PUBLIC],
    ['http://[::1]/', 'platform', false, PUBLIC],
    ['http://[::ffff:169.254.169.254]/', 'platform', false, PUBLIC],
    ['http://169.254.169.254/latest/meta-data', 'platform', false, PUBLIC],
  ])('%s in %s mode, live %s: %s', (url, mode, livemode, problem) => {
    const creating = () => create({ url, enabled_events: ['*'] }, identity(livemode), mode);
    if (problem === null) expect(creating).not.toThrow();
    else expect(creating).toThrow(problem);
  });

  it('that is invalid is named', () => {
    const changing = () => update(endpoint(), { url: 'nowhere' }, 'sandbox');
    expect(changing).toThrow(
      expect.objectContaining({
        status: 400,
        body: expect.objectContaining({ code: 'url_invalid', param: 'url' }),
      }),
    );
  });
});

describe('enabled_events', () => {
  it.each<[string[], string | null]>([
    [['*'], null],
    [['coupon.created', 'charge.succeeded'], null],
    [[], 'empty'],
    [['*', 'coupon.created'], 'contains *'],
    [['coupon.created', 'coupon.invented'], 'Invalid event type: coupon.invented'],
    [['coupon.*'], 'Invalid event type: coupon.*'],
  ])('%j: %s', (enabled_events, problem) => {
    const creating = () =>
      create({ url: 'https://example.com', enabled_events: enabled_events as ['*'] }, identity(), 'sandbox');
    if (problem === null) expect(creating).not.toThrow();
    else expect(creating).toThrow(problem);
  });

  it.each<[string[], string, boolean]>([
    [['*'], 'coupon.created', true],
    [['coupon.created'], 'coupon.created', true],
    [['coupon.created'], 'coupon.updated', false],
    [['*'], 'issuing_authorization.request', false],
    [['*'], 'reporting.report_type.updated', false],
    [['*'], 'identity.verification_session.redacted', false],
    [['issuing_authorization.request'], 'issuing_authorization.request', true],
  ])('%j want %s: %s', (enabled_events, type, expected) => {
    expect(wants(enabled_events, type)).toBe(expected);
  });
});

describe('an account', () => {
  it.each([
    [ENDPOINTS_MAX - 1, null],
    [ENDPOINTS_MAX, 'maximum of 16 test webhook endpoints'],
  ])('with %d endpoints: %s', (count, problem) => {
    const adding = () => requirePlace(count, false);
    if (problem === null) expect(adding).not.toThrow();
    else expect(adding).toThrow(problem);
  });
});

describe('a secret', () => {
  const first = [{ value: 'whsec_1', expires_at: null }];

  it('that is rolled goes on signing for its time', () => {
    const rolled = rollSecret(first, 'whsec_2', NOW + 3600, NOW);
    expect(activeSecrets(rolled, NOW)).toEqual(['whsec_2', 'whsec_1']);
    expect(activeSecrets(rolled, NOW + 3599)).toEqual(['whsec_2', 'whsec_1']);
    expect(activeSecrets(rolled, NOW + 3600)).toEqual(['whsec_2']);
  });

  it('signs for a day at most, or not at all', () => {
    const long = rollSecret(first, 'whsec_2', NOW + 90 * DAY, NOW);
    expect(activeSecrets(long, NOW + DAY)).toEqual(['whsec_2']);
    expect(rollSecret(first, 'whsec_2', NOW, NOW)).toEqual([{ value: 'whsec_2', expires_at: null }]);
  });

  it('that is rolled again ends no later than it would have', () => {
    const twice = rollSecret(rollSecret(first, 'whsec_2', NOW + 60, NOW), 'whsec_3', NOW + 3600, NOW);
    expect(activeSecrets(twice, NOW + 59)).toEqual(['whsec_3', 'whsec_2', 'whsec_1']);
    expect(activeSecrets(twice, NOW + 60)).toEqual(['whsec_3', 'whsec_2']);
  });
});

describe('health', () => {
  it.each([
    [null, true, null],
    [null, false, NOW],
    [NOW - DAY, false, NOW - DAY],
    [NOW - DAY, true, null],
  ])('failing since %s, then delivered %s: since %s', (before, is_delivered, after) => {
    expect(failingSince(before, is_delivered, NOW)).toBe(after);
  });

  it.each([
    [null, false],
    [NOW - 7 * DAY + 1, false],
    [NOW - 7 * DAY, true],
  ])('failing since %s: given up %s', (failing_since, expected) => {
    expect(isGivenUp(failing_since, NOW)).toBe(expected);
  });
});
