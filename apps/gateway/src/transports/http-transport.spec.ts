import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call } from '@pinstripe/service';
import { HttpTransport } from './http-transport.ts';

const call = { operation: 'GET /v1/balance', ids: [], params: {}, objects: {} } as unknown as Call;
let server: Server;
let transport: HttpTransport;
let respond: (path: string, body: string) => { status: number; body: string };

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const answer = respond(request.url!, body);
      if (answer.status === 0) request.socket.destroy();
      else response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  transport = new HttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await transport.close();
  server.closeAllConnections();
  server.close();
});

it('carries calls and queries as JSON', async () => {
  respond = (path, body) => ({
    status: 200,
    body: JSON.stringify({ path, body: JSON.parse(body) as unknown }),
  });
  expect(await transport.call(call)).toEqual({ path: '/operations', body: call });
  const query = { account: 'acct_1', livemode: false, now: 1, ids: ['cus_1'] };
  expect(await transport.objects(query)).toEqual({ path: '/objects', body: query });
});

it('tells the client to try again when the connection breaks', async () => {
  respond = () => ({ status: 0, body: '' });
  await expect(transport.call(call)).rejects.toMatchObject({ status: 503, should_retry: true });
  server.close();
  await expect(transport.call(call)).rejects.toMatchObject({ status: 503, should_retry: true });
});

it('fails loudly when the service does', async () => {
  respond = () => ({ status: 500, body: 'oh' });
  await expect(transport.call(call)).rejects.toThrow('/operations was answered with status 500: oh');
});
