import { pause } from '@pinstripe/kernel';
import { HealthRegistry } from './health.ts';

const well = () => Promise.resolve();

it('is ok without checks', async () => {
  await expect(new HealthRegistry().live()).resolves.toEqual({ status: 'ok', checks: {} });
});

it('is ok when every check is, and tells readiness from liveness', async () => {
  const health = new HealthRegistry();
  health.addLiveness('event_loop', well);
  health.addReadiness('database', well);
  health.addReadiness('kafka', () => Promise.reject(new Error('no broker')));
  expect(await health.live()).toEqual({ status: 'ok', checks: { event_loop: { status: 'ok' } } });
  expect(await health.ready()).toEqual({
    status: 'failing',
    checks: { database: { status: 'ok' }, kafka: { status: 'failing', error: 'no broker' } },
  });
});

it('fails a check that throws at once, and shows no secret', async () => {
  const health = new HealthRegistry();
  health.addReadiness('keys', () => {
    throw new Error('sk_test_4eC39HqLyjWDarjtT1zdp7dc is unknown');
  });
  expect((await health.ready()).checks).toEqual({
    keys: { status: 'failing', error: 'sk_test_[redacted] is unknown' },
  });
});

it('answers in time for checks that hang, and runs each only once at a time', async () => {
  const health = new HealthRegistry(20);
  let runs = 0;
  let release = () => {};
  health.addReadiness('database', () => {
    runs += 1;
    return new Promise<void>((resolve) => (release = resolve));
  });
  const failing = {
    status: 'failing',
    checks: { database: { status: 'failing', error: 'no answer within 20 ms' } },
  };
  expect(await health.ready()).toEqual(failing);
  expect(await health.ready()).toEqual(failing);
  expect(runs).toBe(1);

  release();
  await pause(1);
  const recovering = health.ready();
  release();
  expect(await recovering).toEqual({ status: 'ok', checks: { database: { status: 'ok' } } });
  expect(runs).toBe(2);
});
