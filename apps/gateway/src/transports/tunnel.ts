import { type IncomingMessage, request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Carries a client's upgrade to the server at `base_url`, and what both say after it. The server's answer, whatever it
 * is, goes back as it came. Answers, when both have gone, whether the server was reached.
 */
export function tunnel(
  base_url: string,
  client: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<boolean> {
  return new Promise((resolve) => {
    const upstream = httpRequest(new URL(client.url!, base_url), {
      headers: client.headers,
      agent: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    const onClientGone = () => upstream.destroy();
    socket.once('close', onClientGone);
    upstream.on('timeout', () => upstream.destroy());
    upstream.on('error', () => resolve(false));
    upstream.on('upgrade', (answer, server, server_head) => {
      socket.off('close', onClientGone);
      server.setTimeout(0);
      socket.write(headOf(answer));
      socket.write(server_head);
      server.write(head);
      // When one of them goes, in whatever way, so does the other.
      const both = [pipeline(socket, server), pipeline(server, socket)];
      void Promise.allSettled(both).then(() => resolve(true));
    });
    upstream.on('response', (answer) => {
      socket.write(headOf(answer));
      void pipeline(answer, socket)
        .catch(() => undefined)
        .then(() => resolve(true));
    });
    upstream.end();
  });
}

/** The head of an answer, as it came. */
function headOf({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
