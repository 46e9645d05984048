import { randomHex } from '@pinstripe/kernel';
import { create, seal, secretOf, type Session, SESSION_LIFETIME, unseal } from './session.ts';

const NOW = 1_740_000_000;
const KEY = Buffer.from(randomHex(32), 'hex');
const OTHER_KEY = Buffer.from(randomHex(32), 'hex');
const params = { device_name: 'laptop', websocket_features: ['webhooks' as const] };
const of = (account: string, livemode = false) => ({ account, livemode, now: NOW });
const session = create(params, of('acct_1'));

describe('a session', () => {
  it('says who listens, to what, and until when', () => {
    const filters = '{"filter_http_method":["GET"]}';
    expect(create({ ...params, websocket_features: ['request_logs'], filters }, of('acct_1'))).toEqual({
      account: 'acct_1',
      livemode: false,
      device_name: 'laptop',
      features: ['request_logs'],
      filters: { filter_http_method: ['GET'] },
      expires_at: NOW + SESSION_LIFETIME,
    });
  });

  it('wants to hear something', () => {
    expect(() => create({ ...params, websocket_features: [] }, of('acct_1'))).toThrow('websocket_features');
  });

  it('is known by its id alone, for its time', () => {
    const id = seal(session, KEY);
    expect(id).toMatch(/^cliws_[\w-]+\.[\w-]+$/);
    expect(unseal(id, KEY, NOW)).toEqual(session);
    expect(unseal(id, KEY, NOW + SESSION_LIFETIME - 1)).toEqual(session);
    expect(unseal(id, KEY, NOW + SESSION_LIFETIME)).toBeNull();
  });

  const id = seal(session, KEY);
  const [content, seal_of_it] = id.slice('cliws_'.length).split('.') as [string, string];
  const forged = Buffer.from(JSON.stringify({ ...session, account: 'acct_2' })).toString('base64url');
  it.each([
    ['', 'nothing'],
    ['undefined', 'no header'],
    ['cliws_', 'no content'],
    [`cliws_${content}`, 'no seal'],
    [`cliws_${content}.`, 'an empty seal'],
    [`cliws_${content}.AAAA`, 'a short seal'],
    [`cliws_${forged}.${seal_of_it}`, 'another account'],
    [`cliws_${content}.${seal_of_it}.${seal_of_it}`, 'too much'],
    [seal(session, OTHER_KEY), 'the seal of another platform'],
    [`cliws_${content}.${secretOf(session, KEY).slice('whsec_'.length)}`, 'a secret for a seal'],
  ])('is not %s: %s', (forgery) => {
    expect(unseal(forgery, KEY, NOW)).toBeNull();
  });
});

describe('a secret', () => {
  const secret = (changed: Partial<Session> = {}, key = KEY) => secretOf({ ...session, ...changed }, key);

  it('stays the same for an account and a device', () => {
    expect(secret()).toMatch(/^whsec_[0-9a-f]{64}$/);
    expect(secret({ features: ['v2_events'], expires_at: 0 })).toBe(secret());
  });

  it.each<[string, Partial<Session>]>([
    ['account', { account: 'acct_2' }],
    ['mode', { livemode: true }],
    ['device', { device_name: 'desktop' }],
  ])('is another for another %s', (_, changed) => {
    expect(secret(changed)).not.toBe(secret());
  });

  it('is another on another platform', () => {
    expect(secret({}, OTHER_KEY)).not.toBe(secret());
  });
});
