import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { randomText } from '@pinstripe/kernel';
import { connect, eventTypes, startWorld, type World } from './world.ts';

const CLI = resolve(import.meta.dirname, '../../../../node_modules/.bin/stripe');

let world: World;
let config: string;
beforeAll(async () => {
  world = await startWorld();
  config = await mkdtemp(join(tmpdir(), 'pinstripe-cli-'));
});
afterAll(async () => {
  await world.close();
  await rm(config, { recursive: true, force: true });
});

/** Runs the official CLI against the platform. @throws Error with what it printed when it fails. */
function stripeCli(key: string, ...args: string[]): Promise<string> {
  const all = [...args, '--api-base', world.platform.url, '--api-key', key];
  const env = { ...process.env, XDG_CONFIG_HOME: config, STRIPE_CLI_TELEMETRY_OPTOUT: '1' };
  return new Promise((done, fail) => {
    execFile(CLI, all, { env, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${error.message}\n${stdout}${stderr}`));
      else done(stdout);
    });
  });
}

describe('stripe trigger', () => {
  it.each([
    'payment_intent.succeeded',
    'payment_intent.created',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.amount_capturable_updated',
    'charge.succeeded',
    'charge.failed',
    'charge.captured',
    'charge.refunded',
    'customer.created',
    'customer.updated',
    'customer.deleted',
    'customer.discount.created',
    'customer.discount.updated',
    'customer.discount.deleted',
    'coupon.created',
    'coupon.updated',
    'coupon.deleted',
    'payment_method.attached',
    'payment_method.detached',
    'payment_method.updated',
  ])('%s happens', async (event) => {
    const key = `sk_test_${randomText(20)}`;
    await stripeCli(key, 'trigger', event);
    const stripe = connect(world.platform.url, key);
    let types: string[] = [];
    for (let count = 1; !types.includes(event); count = types.length + 1)
      types = await eventTypes(stripe, count);
    expect(types).toContain(event);
  });
});
