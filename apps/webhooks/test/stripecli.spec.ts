import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { STRIPECLI_SOCKET, type StripecliSession } from '@pinstripe/contract';
import { DAY } from '@pinstripe/kernel';
import type { Service } from '@pinstripe/service';
import { WebSocket } from 'ws';
import { eventually, webhooksWorld, type World } from './world.ts';

let world: World;
let servers: Server[];
let sockets: WebSocket[];

beforeAll(async () => {
  world = await webhooksWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  servers = [];
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
});

/** The address of a replica's socket. */
async function addressOf(service: Service): Promise<string> {
  const server = createServer().on('upgrade', service.upgrade);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}${STRIPECLI_SOCKET}`;
}

const session = (account: string, features = ['webhooks'], params = {}) =>
  world.call<StripecliSession>(
    'POST /v1/stripecli/sessions',
    { device_name: 'laptop', websocket_features: features, ...params },
    { account },
  );

interface Opened {
  socket: WebSocket;
  frames: Record<string, unknown>[];
}

/** Opens a socket as the CLI does. @throws Error with the refusal's status and message. */
function open(address: string, id: string, protocol = 'stripecli-devproxy-v1'): Promise<Opened> {
  const socket = new WebSocket(address, protocol, { headers: { 'Websocket-Id': id } });
  sockets.push(socket);
  const frames: Opened['frames'] = [];
  socket.on('message', (text: Buffer) =>
    frames.push(JSON.parse(text.toString()) as Opened['frames'][number]),
  );
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ socket, frames }));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)));
    });
  });
}

const payloads = ({ frames }: Opened) =>
  frames.map(({ event_payload }) => JSON.parse(event_payload as string) as { id: string });

it('shows an event in the default version and in the latest, under one signature', async () => {
  const opened = await open(await addressOf(world.services[0]!), (await session('acct_shown')).websocket_id);
  const [event] = await world.publish([{ account: 'acct_shown' }]);
  await eventually(() => expect(opened.frames).toHaveLength(2));
  const [plain, latest] = opened.frames;
  expect(plain).toMatchObject({
    type: 'webhook_event',
    endpoint: { api_version: null },
    event_payload: JSON.stringify(event),
    http_headers: { 'Stripe-Signature': expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/) },
    webhook_id: expect.stringMatching(/^we_/),
    webhook_conversation_id: expect.stringMatching(/^wc_/),
  });
  expect(latest).toEqual({ ...plain, endpoint: { api_version: '2025-02-24.acacia' } });
});

it('shows what the features of a session want, of its own account and mode', async () => {
  const address = await addressOf(world.services[0]!);
  const snapshots = await open(address, (await session('acct_one')).websocket_id);
  const thin = await open(address, (await session('acct_one', ['v2_events'])).websocket_id);
  await world.publish([
    { account: 'acct_other' },
    { account: 'acct_one', livemode: true },
    { account: 'acct_one', id: 'evt_wanted' },
  ]);
  await eventually(() => expect(snapshots.frames).toHaveLength(2));
  expect(payloads(snapshots).map(({ id }) => id)).toEqual(['evt_wanted', 'evt_wanted']);
  expect(thin.frames).toEqual([]);
});

it('is open to the session of another replica, which hears everything too', async () => {
  const { websocket_id } = await session('acct_two');
  const other = await world.start();
  try {
    const opened = await Promise.all(
      [world.services[0]!, other].map(async (service) => open(await addressOf(service), websocket_id)),
    );
    const events = await world.publish(Array.from({ length: 20 }, () => ({ account: 'acct_two' })));
    for (const each of opened) {
      await eventually(() => expect(each.frames).toHaveLength(40));
      expect(new Set(payloads(each).map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
    }
  } finally {
    await world.end(other);
  }
});

it('is shut to an id that it does not know, or no more, so that the CLI asks for another', async () => {
  const address = await addressOf(world.services[0]!);
  const unknown = /^400 .*"Unknown WebSocket ID\."/;
  await expect(open(address, 'cliws_abc')).rejects.toThrow(unknown);
  const { websocket_id, reconnect_delay } = await session('acct_late');
  expect(reconnect_delay).toBe(DAY);
  world.advance(DAY + 1);
  await expect(open(address, websocket_id)).rejects.toThrow(unknown);
});

it('is shut to who speaks another protocol, and to other paths', async () => {
  const address = await addressOf(world.services[0]!);
  const { websocket_id } = await session('acct_strange');
  await expect(open(address, websocket_id, 'another')).rejects.toThrow(/^400 .*stripecli-devproxy-v1/);
  await expect(open(address.replace('/socket', '/elsewhere'), websocket_id)).rejects.toThrow('404');
});

it('is shut to the thirty-third of one account, until one of them has gone', async () => {
  const address = await addressOf(world.services[0]!);
  const { websocket_id } = await session('acct_many');
  const opened = [];
  for (let count = 1; count <= 32; count++) opened.push(await open(address, websocket_id));
  await expect(open(address, websocket_id)).rejects.toThrow(/^429 .*up to 32/);
  await open(address, (await session('acct_few')).websocket_id);
  opened[0]!.socket.terminate();
  await eventually(() => open(address, websocket_id));
});

it('is shut to the thirty-third also of those that come at once', async () => {
  // Nobody has listened to requests before: all of them wait until these are read.
  const address = await addressOf(world.services[0]!);
  const { websocket_id } = await session('acct_at_once', ['request_logs']);
  const opened = await Promise.allSettled(Array.from({ length: 40 }, () => open(address, websocket_id)));
  const refused = opened.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused.map(({ reason }) => String(reason))).toEqual(
    new Array(8).fill(expect.stringMatching(/429 .*up to 32/)),
  );
});

it('closes a socket that takes less than it is sent, before it keeps too much', async () => {
  const { websocket_id } = await session('acct_slow');
  const address = await addressOf(world.services[0]!);
  const { socket } = await open(address, websocket_id);
  const quick = await open(address, websocket_id);
  (socket as unknown as { _socket: Socket })._socket.pause();
  const gone = new Promise((resolve) => socket.once('close', resolve));
  const description = 'x'.repeat(200_000);
  for (let count = 1; count <= 60; count++) {
    await world.publish([{ account: 'acct_slow', object: { id: 'cus_1', object: 'customer', description } }]);
    if (quick.frames.length >= 110) break;
  }
  await eventually(() => expect(quick.frames.length).toBeGreaterThanOrEqual(110));
  (socket as unknown as { _socket: Socket })._socket.resume();
  await gone;
  expect(quick.socket.readyState).toBe(WebSocket.OPEN);
});
