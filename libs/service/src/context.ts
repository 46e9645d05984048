import { AsyncLocalStorage } from 'node:async_hooks';
import type { Timestamp } from '@pinstripe/kernel';
import { PORT_DEFAULT } from './config.ts';
import type { CallContext } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import type { Unit } from './unit.ts';
import type { JsonObject } from '@pinstripe/kernel';

/**
 * The context of a piece of work: a request, a message from Kafka or a timer. It is entered once, at the edge, and read
 * from anywhere below; time, account, livemode and version come from here and from nowhere else.
 */
export type WorkContext = Omit<CallContext, 'request_id'> & {
  /** Null when no request caused the work: the events of a timer carry none. */
  request_id: string | null;
  /** Where the payer is for whom the merchant's server speaks, if it has said so. */
  payer_ip?: string;
};

/** One run of a unit: what it stands on, for whom it runs, and what it buffers. */
export interface Scope {
  runtime: Runtime;
  context: WorkContext;
  unit: Unit;
  /** Objects of other services that came along; null when an id was looked for and not found. */
  objects: Record<string, JsonObject | null>;
}

const scopes = new AsyncLocalStorage<Scope>();

/** @throws Error outside of a unit: an error of the programmer. */
export function scope(): Scope {
  const current = scopes.getStore();
  if (current === undefined) throw new Error('this is only possible within a unit of work');
  return current;
}

export function enter<T>(entered: Scope, work: () => T): T {
  return scopes.run(entered, work);
}

export function context(): WorkContext {
  return scope().context;
}

/** The merchant's server says where its payer is: known from here on, and to what comes of this piece of work. */
export function speakFor(payer_ip: string): void {
  const current = scope();
  current.context = { ...current.context, payer_ip };
}

/** The time of the request or of the timer, in seconds: never the machine's. */
export function now(): Timestamp {
  return scope().context.now;
}

/** Where clients and their browsers reach the platform: as configured, or else as this very client has reached it. */
export function publicUrl(): string {
  const { context, runtime } = scope();
  return runtime.config.public_url ?? context.base_url ?? `http://127.0.0.1:${PORT_DEFAULT}`;
}
