import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type Answer, HttpClient, type HttpClientOptions } from './http-client.ts';

/** A server that answers each connection with what `answer` does; `connections` counts them. */
interface Peer {
  url: string;
  connections: number;
}

const servers: (Server | HttpServer)[] = [];
const sockets = new Set<Socket>();
const clients: HttpClient[] = [];

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server | HttpServer): Promise<Peer> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: 0 };
  server.on('connection', (socket: Socket) => {
    peer.connections += 1;
    sockets.add(socket);
  });
  return peer;
}

/** Answers the first bytes of each connection. */
function tcp(answer: (socket: Socket) => void): Promise<Peer> {
  return listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    }),
  );
}

function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = new HttpClient({ only_public: false, timeout_ms: 300, ...options });
  clients.push(made);
  return made;
}

const post = (url: string, options?: Partial<HttpClientOptions>): Promise<Answer> =>
  client(options).post(new URL(url), { 'X-Test': '1' }, Buffer.from('{"a":"ä"}'));

describe('a request', () => {
  it('is sent as it is, on connections that are used again', async () => {
    const seen: object[] = [];
    const peer = await listen(
      createServer((request, response) => {
        const { method, url, headers } = request;
        request.setEncoding('utf8').on('data', (body) => {
          seen.push({ method, url, test: headers['x-test'], length: headers['content-length'], body });
          response.end('fine');
        });
      }),
    );
    const one = client({ timeout_ms: 5000 });
    for (let n = 0; n < 10; n++) {
      const answer = await one.post(
        new URL(`${peer.url}/hook?a=1#b`),
        { 'X-Test': '1' },
        Buffer.from('{"a":"ä"}'),
      );
      expect(answer).toEqual({ http_status: 200, error: null, body_head: 'fine' });
    }
    expect(seen).toHaveLength(10);
    expect(seen[0]).toEqual({ method: 'POST', url: '/hook?a=1', test: '1', length: '10', body: '{"a":"ä"}' });
    expect(peer.connections).toBeLessThanOrEqual(2);
  });

  it('goes to a new address of a redirect never', async () => {
    const target = await listen(createServer((_request, response) => void response.end()));
    const peer = await listen(
      createServer(
        (_request, response) => void response.writeHead(307, { location: target.url }).end('moved'),
      ),
    );
    expect(await post(peer.url)).toEqual({ http_status: 307, error: null, body_head: 'moved' });
    expect(target.connections).toBe(0);
  });
});

describe('an answer', () => {
  const flood = (socket: Socket) => {
    while (!socket.destroyed && socket.write('x'.repeat(65_536)));
    if (!socket.destroyed) socket.once('drain', () => flood(socket));
  };
  const OK = 'HTTP/1.1 200 OK\r\n';

  it.each<[string, (socket: Socket) => void, Partial<Answer>]>([
    ['that never comes', () => undefined, { http_status: null, error: 'timed_out' }],
    ['that drips', (socket) => void socket.write('HTTP/1.1 2'), { http_status: null, error: 'timed_out' }],
    [
      'that is a reset',
      (socket) => void socket.resetAndDestroy(),
      { http_status: null, error: 'ECONNRESET' },
    ],
    ['that is a hanging up', (socket) => void socket.end(), { http_status: null, error: 'UND_ERR_SOCKET' }],
    [
      'that is no HTTP',
      (socket) => void socket.end('hello\r\n\r\n'),
      { http_status: null, error: expect.stringContaining('HTTP') as string },
    ],
    [
      'without a body',
      (socket) => void socket.end('HTTP/1.1 204 No Content\r\n\r\n'),
      { http_status: 204, body_head: '' },
    ],
    [
      'after a continue',
      (socket) => void socket.end(`HTTP/1.1 102 Processing\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`),
      { http_status: 200, body_head: 'ok' },
    ],
    [
      'that is shorter than it says',
      (socket) => void socket.end(`${OK}Content-Length: 5000\r\n\r\nshort`),
      { http_status: 200, body_head: 'short' },
    ],
    [
      'whose body never ends',
      (socket) => void socket.write(`${OK}Content-Length: 5000\r\n\r\nslow`),
      { http_status: 200, body_head: 'slow' },
    ],
    [
      'that has no end',
      (socket) => {
        socket.write(`${OK}\r\n`);
        flood(socket);
      },
      { http_status: 200, body_head: 'x'.repeat(1024) },
    ],
    [
      'with bytes that are no text',
      (socket) => void socket.end(Buffer.concat([Buffer.from(`${OK}\r\n`), Buffer.from([0, 0xff, 0x61])])),
      { http_status: 200, body_head: '\ufffd\ufffda' },
    ],
  ])('%s', async (_name, answer, expected) => {
    const { url } = await tcp(answer);
    expect(await post(url)).toMatchObject(expected);
  });

  it('that nobody gives', async () => {
    const { url } = await tcp(() => undefined);
    servers.at(-1)!.close();
    expect(await post(url)).toEqual({ http_status: null, error: 'ECONNREFUSED', body_head: null });
  });

  it('that is slow holds up no other', async () => {
    const one = client({ timeout_ms: 1000 });
    const [slow, quick] = [
      await tcp(() => undefined),
      await listen(createServer((_request, response) => void response.end())),
    ];
    const hanging = Array.from({ length: 50 }, () => one.post(new URL(slow.url), {}, Buffer.from('{}')));
    expect(await one.post(new URL(quick.url), {}, Buffer.from('{}'))).toMatchObject({ http_status: 200 });
    expect((await Promise.all(hanging)).every(({ error }) => error === 'timed_out')).toBe(true);
  });
});

describe('a client that must stay outside', () => {
  const inside = async (url: string, addresses: string[] = []) => {
    const asked: string[] = [];
    const resolve = (hostname: string) => {
      asked.push(hostname);
      return Promise.resolve(
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return { answer: await post(url, { only_public: true, resolve }), asked };
  };

  it.each([
    ...['127.0.0.1', '127.0.0.1.', '127.1', '2130706433', '0x7f.1', '0x7f000001', '0177.1', 'user@127.0.0.1'],
    ...['[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '①②⑦.0.0.1'],
  ])('does not connect to %s', async (host) => {
    const peer = await listen(createServer((_request, response) => void response.end()));
    const { answer } = await inside(`http://${host}:${new URL(peer.url).port}/`);
    expect(answer).toMatchObject({ http_status: null, error: 'not_public' });
    expect(peer.connections).toBe(0);
  });

  it.each([['127.0.0.1'], ['10.0.0.1', '::1'], ['169.254.169.254'], ['::ffff:7f00:1'], []])(
    'does not connect to a name that stands for %s',
    async (...addresses) => {
      const peer = await listen(createServer((_request, response) => void response.end()));
      const { answer, asked } = await inside(
        `http://rebinding.example:${new URL(peer.url).port}/`,
        addresses,
      );
      expect(answer).toMatchObject({ http_status: null, error: 'not_public' });
      expect(asked).toEqual(['rebinding.example']);
      expect(peer.connections).toBe(0);
    },
  );

  it('does not connect to the one address inside that a name has among others', async () => {
    const peer = await listen(createServer((_request, response) => void response.end()));
    const { answer } = await inside(`http://both.example:${new URL(peer.url).port}/`, [
      '127.0.0.1',
      '8.8.8.8',
    ]);
    expect(answer.http_status).toBeNull();
    expect(peer.connections).toBe(0);
  });

  it('asks again at every connection', async () => {
    let asked = 0;
    const one = client({
      only_public: true,
      resolve: () => {
        asked += 1;
        return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
      },
    });
    for (let n = 0; n < 2; n++) await one.post(new URL('https://rebinding.example/'), {}, Buffer.from('{}'));
    expect(asked).toBe(2);
  });
});
