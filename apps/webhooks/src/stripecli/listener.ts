import { randomText, stopwatch } from '@pinstripe/kernel';
import { logger } from '@pinstripe/telemetry';
import type { WebSocket } from 'ws';
import type { Sender } from './frame.ts';
import type { Session } from './session.ts';

/** What may wait for a socket that takes less than it is sent. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024;
/** The CLI makes itself heard every four seconds. */
const SILENCE_MS_MAX = 30_000;

const log = logger('stripecli');

/** One open socket of a CLI. */
export class Listener implements Sender {
  /** Stands for the endpoint that it is like. */
  readonly webhook_id = `we_${randomText(24)}`;
  private heard_at = stopwatch();

  constructor(
    private readonly socket: WebSocket,
    readonly session: Session,
    readonly secret: string,
  ) {
    const hear = () => void (this.heard_at = stopwatch());
    // What it says of events and answers is for its own screen; that it says something is enough here.
    socket.on('ping', hear).on('message', hear);
    socket.on('error', (error) => log.info({ err: error }, 'the socket of a CLI has broken'));
  }

  /** Sends frames, unless too much waits already: then the CLI has to come again. */
  send(frames: readonly string[]): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    for (const frame of frames) this.socket.send(frame);
    if (this.socket.bufferedAmount <= WAITING_BYTES_MAX) return;
    log.warn({ account: this.session.account }, 'the socket of a CLI is too slow, and is closed');
    this.socket.terminate();
  }

  /** Ends a socket whose other side has gone without saying so. */
  endIfSilent(): void {
    if (stopwatch() - this.heard_at > SILENCE_MS_MAX) this.socket.terminate();
  }

  /** The CLI opens another. */
  close(): void {
    this.socket.terminate();
  }
}
