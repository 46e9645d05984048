import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Takes over a connection that is to be upgraded, or refuses it with an answer of its own and closes it. `head` is what
 * the client has sent behind the request.
 */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Answers a connection that is not taken over with `text`, head and all, and closes it, whatever its other end does. */
export function refuseUpgrade(socket: Duplex, text: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(text, () => socket.destroy());
}

export const SOCKET = Symbol('socket');

/** Declares that a method takes over the connections that a client upgrades at `path`, one of the contract's `SOCKET_PATHS`. */
export function Socket(path: string) {
  return (_target: object, _name: string, descriptor: TypedPropertyDescriptor<Upgrade>): void => {
    Reflect.defineMetadata(SOCKET, path, descriptor.value!);
  };
}

/** Hands a connection to what was declared for its path; one that nothing was declared for is closed. */
export function upgrades(declared: ReadonlyMap<string, Upgrade>): Upgrade {
  return (request, socket, head) => {
    const [path = ''] = request.url!.split('?', 1);
    const upgrade = declared.get(path);
    if (upgrade === undefined) refuseUpgrade(socket, 'HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    else upgrade(request, socket, head);
  };
}
