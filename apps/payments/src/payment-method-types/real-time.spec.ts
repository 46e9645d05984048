import { requirePixExpiry, requireWechatClient } from './real-time.checks.ts';

const NOW = 1_700_000_000;

it.each<[object, string | null]>([
  [{}, null],
  [{ expires_after_seconds: 10 }, null],
  [{ expires_after_seconds: 1_209_600 }, null],
  [{ expires_at: NOW + 10 }, null],
  [{ expires_after_seconds: null, expires_at: NOW + 1_209_600 }, null],
  [{ expires_after_seconds: 9 }, 'pix[expires_after_seconds]'],
  [{ expires_after_seconds: 1_209_601 }, 'pix[expires_after_seconds]'],
  [{ expires_at: NOW + 9 }, 'pix[expires_at]'],
  [{ expires_at: NOW + 1_209_601 }, 'pix[expires_at]'],
])('a Pix with %j: %s', (options, param) => {
  const check = () => requirePixExpiry(options as Record<string, unknown>, 'pix', NOW);
  if (param === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ body: expect.objectContaining({ param }) }));
});

it('takes one time at which a Pix expires', () => {
  const options = { expires_after_seconds: 60, expires_at: NOW + 60 };
  expect(() => requirePixExpiry(options, 'pix', NOW)).toThrow('pix[expires_after_seconds]');
});

it.each([
  [{ client: 'web' }, null],
  [{ client: 'ios', app_id: 'wx1' }, null],
  [{ client: 'android', app_id: 'wx1' }, null],
  [{}, 'wechat_pay[client]'],
  [{ client: 'ios' }, 'wechat_pay[app_id]'],
  [{ client: 'android' }, 'wechat_pay[app_id]'],
])('WeChat with %j: %s', (options, param) => {
  const check = () => requireWechatClient(options, 'wechat_pay');
  if (param === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ body: expect.objectContaining({ param }) }));
});
