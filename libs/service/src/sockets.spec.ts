import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { upgrades } from './sockets.ts';

it('refuses and closes a connection that nothing was declared for, whatever its other end does', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Its other end never closes it.
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.write('GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [request, socket, head] = (await once(server, 'upgrade')) as [IncomingMessage, Duplex, Buffer];
  const closed = once(socket, 'close');
  upgrades(new Map())(request, socket, head);
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 404 Not Found\r\n/);
  await closed;
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

it('survives the end of a connection that it refuses', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [request, socket, head] = (await once(server, 'upgrade')) as [IncomingMessage, Duplex, Buffer];
  const closed = new Promise((resolve) => socket.once('close', resolve));
  upgrades(new Map())(request, socket, head);
  // As Node does when the other end has reset it.
  socket.emit('error', new Error('write ECONNRESET'));
  await closed;
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});
