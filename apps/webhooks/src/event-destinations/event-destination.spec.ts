import type Stripe from 'stripe';
import { create, disable, enable, noteAttempt, requirePingable, shown, update } from './event-destination.ts';

type CreateParams = Stripe.V2.Core.EventDestinationCreateParams;

const NOW = 1_740_000_000;
const IDENTITY = { id: 'ed_1', created: NOW, livemode: false };
const WEBHOOK: CreateParams = {
  name: 'mine',
  type: 'webhook_endpoint',
  event_payload: 'snapshot',
  enabled_events: ['charge.succeeded'],
  webhook_endpoint: { url: 'https://example.com/hooks' },
};
const { webhook_endpoint: _, ...BARE } = WEBHOOK;
const EVENTBRIDGE: CreateParams = {
  ...BARE,
  type: 'amazon_eventbridge',
  amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'us-east-1' },
};
const THIN: CreateParams = {
  ...WEBHOOK,
  event_payload: 'thin',
  enabled_events: ['v1.billing.meter.no_meter_found'],
};
const made = (params: CreateParams) => create(params, IDENTITY, 'sandbox');
const paramOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { body: { param?: string } }).body.param;
  }
  throw new Error('nothing was thrown');
};

describe('a new event destination', () => {
  it('is enabled, and gets the account’s own events in the contract’s version', () => {
    expect(made(WEBHOOK)).toEqual({
      id: 'ed_1',
      object: 'v2.core.event_destination',
      amazon_eventbridge: null,
      created: '2025-02-19T21:20:00.000Z',
      description: '',
      enabled_events: ['charge.succeeded'],
      event_payload: 'snapshot',
      events_from: ['self'],
      livemode: false,
      metadata: {},
      name: 'mine',
      snapshot_api_version: '2025-02-24.acacia',
      status: 'enabled',
      status_details: null,
      type: 'webhook_endpoint',
      updated: '2025-02-19T21:20:00.000Z',
      webhook_endpoint: { signing_secret: null, url: 'https://example.com/hooks' },
    });
    expect(made(THIN).snapshot_api_version).toBeNull();
  });

  it('on Amazon EventBridge is disabled, since nobody has made its event source', () => {
    expect(made(EVENTBRIDGE)).toMatchObject({
      amazon_eventbridge: {
        aws_account_id: '123456789012',
        aws_event_source_arn: 'arn:aws:events:us-east-1::event-source/aws.partner/stripe.com/ed_1',
        aws_event_source_status: 'unknown',
      },
      status: 'disabled',
      status_details: { disabled: { reason: 'no_aws_event_source_exists' } },
      webhook_endpoint: null,
    });
  });

  it.each<[string, CreateParams]>([
    ['webhook_endpoint', BARE],
    ['amazon_eventbridge', { ...BARE, type: 'amazon_eventbridge' }],
    ['amazon_eventbridge', { ...EVENTBRIDGE, ...WEBHOOK }],
    ['webhook_endpoint', { ...WEBHOOK, ...EVENTBRIDGE }],
    ['webhook_endpoint[url]', { ...WEBHOOK, webhook_endpoint: { url: 'example.com' } }],
    ['enabled_events', { ...WEBHOOK, enabled_events: [] }],
    ['enabled_events', { ...WEBHOOK, enabled_events: ['*', 'charge.succeeded'] }],
    ['enabled_events[1]', { ...WEBHOOK, enabled_events: ['charge.succeeded', 'charge.won'] }],
    ['enabled_events[0]', { ...WEBHOOK, enabled_events: THIN.enabled_events }],
    ['enabled_events[0]', { ...THIN, enabled_events: WEBHOOK.enabled_events }],
    ['events_from', { ...WEBHOOK, events_from: [] }],
    ['snapshot_api_version', { ...WEBHOOK, snapshot_api_version: '2025-02-30' }],
    ['snapshot_api_version', { ...THIN, snapshot_api_version: '2025-02-24.acacia' }],
    [
      'amazon_eventbridge[aws_account_id]',
      { ...EVENTBRIDGE, amazon_eventbridge: { aws_account_id: '123', aws_region: 'us-east-1' } },
    ],
    [
      'amazon_eventbridge[aws_region]',
      { ...EVENTBRIDGE, amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'here' } },
    ],
  ])('is refused for its %s: %j', (param, params) => {
    expect(paramOf(() => made(params))).toBe(param);
  });

  it.each<[string, Partial<CreateParams>]>([
    ['everything', { enabled_events: ['*'] }],
    ['others’ events', { events_from: ['other_accounts', 'self', 'self'] }],
    ['an older version', { snapshot_api_version: '2020-08-27' }],
  ])('may want %s', (_what, params) => {
    expect(made({ ...WEBHOOK, ...params }).status).toBe('enabled');
    expect(made({ ...WEBHOOK, events_from: ['self', 'self'] }).events_from).toEqual(['self']);
  });
});

describe('an event destination', () => {
  const destination = made({ ...WEBHOOK, description: 'first', metadata: { a: '1', b: '2' } });
  const changed = (params: Stripe.V2.Core.EventDestinationUpdateParams, of = destination) =>
    update(of, params, 'sandbox', NOW + 60);

  it('changes in what is given, and says when', () => {
    expect(changed({ name: 'new', metadata: { a: null } })).toEqual({
      ...destination,
      name: 'new',
      metadata: { b: '2' },
      updated: '2025-02-19T21:21:00.000Z',
    });
    expect(changed({ webhook_endpoint: { url: 'http://127.0.0.1/' } }).webhook_endpoint!.url).toBe(
      'http://127.0.0.1/',
    );
  });

  it.each<[string, Stripe.V2.Core.EventDestinationUpdateParams, CreateParams]>([
    ['enabled_events[0]', { enabled_events: WEBHOOK.enabled_events }, THIN],
    ['webhook_endpoint', { webhook_endpoint: WEBHOOK.webhook_endpoint! }, EVENTBRIDGE],
    ['webhook_endpoint[url]', { webhook_endpoint: { url: 'nowhere' } }, WEBHOOK],
  ])('refuses %s', (param, params, of) => {
    expect(paramOf(() => changed(params, made(of)))).toBe(param);
  });

  it('is disabled by its user, and enabled again', () => {
    const disabled = disable(destination, NOW);
    expect(disabled).toMatchObject({
      status: 'disabled',
      status_details: { disabled: { reason: 'user' } },
    });
    expect(disable(disabled, NOW + 60)).toBe(disabled);
    expect(() => requirePingable(disabled)).toThrow('is disabled');
    expect(enable(disabled, NOW)).toEqual(destination);
    expect(() => requirePingable(destination)).not.toThrow();
  });

  it('on Amazon EventBridge is neither enabled, nor pinged, nor disabled for another reason', () => {
    const eventbridge = made(EVENTBRIDGE);
    expect(disable(eventbridge, NOW + 60)).toBe(eventbridge);
    expect(() => enable(eventbridge, NOW)).toThrow('No AWS event source exists');
    expect(() => requirePingable(eventbridge)).toThrow('No AWS event source exists');
  });

  it('is disabled after seven days without a success', () => {
    const kept = { secrets: [], failing_since: null };
    const first = noteAttempt(destination, kept, false, NOW);
    expect(first).toEqual({ destination, kept: { ...kept, failing_since: NOW } });
    const seven_days = NOW + 7 * 86_400;
    expect(noteAttempt(destination, first.kept, false, seven_days - 1).destination).toBe(destination);
    expect(noteAttempt(destination, first.kept, false, seven_days).destination.status).toBe('disabled');
    expect(noteAttempt(destination, first.kept, true, seven_days)).toEqual({ destination, kept });
  });

  it.each([
    [[], null, null],
    [['webhook_endpoint.url'], 'https://example.com/hooks', null],
    [['webhook_endpoint.signing_secret'], null, 'whsec_1'],
  ])('shows what is included: %j', (include, url, signing_secret) => {
    expect(shown(destination, include, 'whsec_1').webhook_endpoint).toEqual({ url, signing_secret });
    expect(shown(made(EVENTBRIDGE), include).webhook_endpoint).toBeNull();
  });
});
