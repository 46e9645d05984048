import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Call, ObjectsQuery } from '@pinstripe/service';
import { HttpTransport } from './http-transport.ts';

type Respond = (path: string, body: string) => Promise<{ status: number; body: string }>;

/** Stands for a replica of a service; status 0 breaks the connection. */
class Replica {
  readonly received: string[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(respond: Respond): Promise<Replica> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        replica.received.push(body);
        void respond(request.url!, body).then((answer) => {
          if (answer.status === 0) request.socket.destroy();
          else response.writeHead(answer.status).end(answer.body);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const replica = new Replica(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return replica;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const call = { operation: 'GET /v1/balance', ids: [], params: {}, objects: {} } as unknown as Call;
const ok: Respond = async () => ({ status: 200, body: '{}' });
let opened: { close(): Promise<void> }[];

beforeEach(() => void (opened = []));
afterEach(() => Promise.all(opened.map((one) => one.close())));

async function replica(respond: Respond): Promise<Replica> {
  const started = await Replica.start(respond);
  opened.push(started);
  return started;
}

function transportTo(...replicas: Replica[]): HttpTransport {
  const transport = new HttpTransport(replicas.map(({ url }) => url));
  opened.unshift(transport);
  return transport;
}

const unavailable = { status: 503, should_retry: true };

it('carries calls and queries as JSON', async () => {
  const echo: Respond = async (path, body) => ({
    status: 200,
    body: JSON.stringify({ path, body: JSON.parse(body) as unknown }),
  });
  const transport = transportTo(await replica(echo));
  expect(await transport.call(call)).toEqual({ path: '/operations', body: call });
  const query = { account: 'acct_1', livemode: false, now: 1, ids: ['cus_1'] };
  expect(await transport.objects(query)).toEqual({ path: '/objects', body: query });
});

it('shares the requests out among the replicas', async () => {
  const release = Promise.withResolvers<void>();
  const slow: Respond = async () => (await release.promise, { status: 200, body: '{}' });
  const replicas = [await replica(slow), await replica(slow), await replica(slow)];
  const transport = transportTo(...replicas);
  const calls = Array.from({ length: 9 }, () => transport.call(call));
  release.resolve();
  await Promise.all(calls);
  expect(replicas.map(({ received }) => received.length)).toEqual([3, 3, 3]);
});

it('sends to the next replica what the first did not accept, and asks the client to try again when none does', async () => {
  const [gone, here] = [await replica(ok), await replica(ok)];
  const transport = transportTo(gone, here);
  await gone.close();
  for (let count = 1; count <= 5; count++) expect(await transport.call(call)).toEqual({});
  expect(here.received).toHaveLength(5);
  await here.close();
  await expect(transport.call(call)).rejects.toMatchObject(unavailable);
});

it('tells the client to try again when the connection breaks, and sends the request nowhere else', async () => {
  const breaking: Respond = async () => ({ status: 0, body: '' });
  const replicas = [await replica(breaking), await replica(breaking)];
  await expect(transportTo(...replicas).call(call)).rejects.toMatchObject(unavailable);
  expect(replicas.flatMap(({ received }) => received)).toHaveLength(1);
});

it('tells the client to try again when the service cannot answer for now', async () => {
  const transport = transportTo(await replica(async () => ({ status: 503, body: '{}' })));
  await expect(transport.objects({} as ObjectsQuery)).rejects.toMatchObject(unavailable);
});

it('fails loudly when the service does', async () => {
  const transport = transportTo(await replica(async () => ({ status: 500, body: 'oh' })));
  await expect(transport.call(call)).rejects.toThrow('/operations was answered with status 500: oh');
});

describe('a connection to be upgraded', () => {
  /** A gateway's server in front of the transport, and what an upgrade at it comes to. */
  async function upgradeBy(transport: HttpTransport, spoken = ''): Promise<{ status: number; text: string }> {
    const edge = createServer().on('upgrade', (client, socket, head) =>
      transport.upgrade(client, socket, head),
    );
    await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => new Promise<void>((resolve) => edge.close(() => resolve())) });
    const { port } = edge.address() as AddressInfo;
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'websocket-id': 'cliws_1' };
    return new Promise((resolve, reject) => {
      const asked = httpRequest({ host: '127.0.0.1', port, path: '/socket?a=1', headers });
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      });
      asked.on('upgrade', (response, socket, head) => {
        let text = head.toString();
        socket.on('data', (part: Buffer) => (text += part.toString()));
        socket.on('close', () => resolve({ status: response.statusCode!, text }));
        socket.write(spoken);
      });
      asked.end();
    });
  }

  async function upgrading(onUpgrade: (url: string, id: unknown, socket: Socket) => void): Promise<string> {
    const server = createServer().on('upgrade', ({ url, headers }, socket) =>
      onUpgrade(url!, headers['websocket-id'], socket as Socket),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  it('is the service’s from then on, in both directions, until one of them goes', async () => {
    const url = await upgrading((path, id, socket) => {
      socket.write(`${SWITCH}${path} ${String(id)} `);
      socket.on('data', (part: Buffer) => socket.end(`heard ${part.toString()}`));
    });
    const transport = new HttpTransport([url]);
    opened.unshift(transport);
    expect(await upgradeBy(transport, 'hello')).toEqual({
      status: 101,
      text: '/socket?a=1 cliws_1 heard hello',
    });
  });

  it('is refused with the words of the service', async () => {
    const url = await upgrading((_path, _id, socket) =>
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope'),
    );
    const transport = new HttpTransport([url]);
    opened.unshift(transport);
    expect(await upgradeBy(transport)).toEqual({ status: 400, text: 'nope' });
  });

  it('is for later when nobody is there', async () => {
    const gone = await replica(ok);
    const transport = transportTo(gone);
    await gone.close();
    expect((await upgradeBy(transport)).status).toBe(503);
  });

  it('is closed when nobody is there, also when the client leaves it open', async () => {
    const gone = await replica(ok);
    const transport = transportTo(gone);
    await gone.close();
    const edge = createServer().on('upgrade', (client, socket, head) =>
      transport.upgrade(client, socket, head),
    );
    await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
    const { port } = edge.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.write('GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await new Promise((resolve) => client.resume().once('end', resolve));
    // It resolves when no connection is left.
    await new Promise((resolve) => edge.close(resolve));
    client.destroy();
  });
});
