import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Recorder } from './recorder.ts';

/**
 * Traces, as the rest of the platform sees them. A trace follows a story through processes and topics as one string,
 * the W3C `traceparent`, which travels in headers and in rows; whoever picks it up goes on with `withRemote`.
 *
 * Without an endpoint OpenTelemetry is not even loaded, and every function here costs one comparison. Nothing here
 * throws for tracing's sake: a malformed `traceparent` is ignored, a collector that is down is a warning in the log.
 */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface TracingOptions {
  /** The name of this process in traces. */
  service: string;
  /** Base address of an OTLP/HTTP collector, such as `http://127.0.0.1:4318`. */
  otlp_endpoint?: string | null | undefined;
  /** Takes the spans as they end, instead of a collector; for tests. */
  exporter?: SpanExporter;
}

let recorder: Recorder | null = null;

/** Starts recording if there is someone to record for; the function it returns sends the rest and stops. */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  if (recorder !== null) throw new Error('tracing has already been started');
  if (!options.otlp_endpoint && options.exporter === undefined) return () => Promise.resolve();
  const { Recorder } = await import('./recorder.ts');
  const started = new Recorder(options);
  recorder = started;
  return () => {
    recorder = null;
    return started.shutdown();
  };
}

/**
 * Runs `fn` within a span, a child of the active one. What it throws or rejects with is recorded and passed on; an
 * error that is the client's (a 4xx) does not make the span a failed one.
 */
export function span<T>(name: string, attributes: Attributes, fn: () => T, kind: SpanKind = 'internal'): T {
  return recorder === null ? fn() : recorder.span(name, attributes, fn, kind);
}

/** The active span as a W3C `traceparent`, to go with whatever leaves this process or is stored; null without one. */
export function traceparent(): string | null {
  return recorder === null ? null : recorder.traceparent();
}

/** The active trace, 32 hexadecimal digits; null without one. */
export function traceId(): string | null {
  return recorder === null ? null : recorder.traceId();
}

/** Runs `fn` as a part of the trace that `traceparent` belongs to; without one, of the trace at hand. */
export function withRemote<T>(traceparent: string | null | undefined, fn: () => T): T {
  return recorder === null || !traceparent ? fn() : recorder.withRemote(traceparent, fn);
}

/** Notes on the active span that it also works for another trace: a batch does so for each of its messages. */
export function linkTo(traceparent: string | null | undefined): void {
  if (recorder !== null && traceparent) recorder.linkTo(traceparent);
}
