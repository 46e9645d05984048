import {
  context,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { StripeError } from '@pinstripe/kernel';
import { logger } from './logs.ts';
import { redactText } from './redact.ts';
import type { Attributes, SpanKind, TracingOptions } from './tracing.ts';

const KINDS: Readonly<Record<SpanKind, Kind>> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};

/** How long a batch may take to be sent; ending the process never waits longer for a collector that is down. */
const EXPORT_TIMEOUT_MS = 3_000;

/** The OpenTelemetry SDK at work. Only `tracing.ts` loads this module, and only when spans have somewhere to go. */
export class Recorder {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor(options: TracingOptions) {
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': options.service }),
      spanProcessors: [processor(options)],
    });
    this.tracer = this.provider.getTracer('pinstripe');
    diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    trace.setGlobalTracerProvider(this.provider);
  }

  span<T>(name: string, attributes: Attributes, fn: () => T, kind: SpanKind): T {
    return this.tracer.startActiveSpan(name, { kind: KINDS[kind], attributes }, (span) => {
      let result: T;
      try {
        result = fn();
      } catch (error) {
        fail(span, error);
        span.end();
        throw error;
      }
      if (isPromise(result)) return endWith(span, result) as T;
      span.end();
      return result;
    });
  }

  traceparent(): string | null {
    const active = activeSpanContext();
    if (active === null) return null;
    const flags = active.traceFlags.toString(16).padStart(2, '0');
    return `00-${active.traceId}-${active.spanId}-${flags}`;
  }

  traceId(): string | null {
    return activeSpanContext()?.traceId ?? null;
  }

  withRemote<T>(traceparent: string, fn: () => T): T {
    const remote = parseTraceParent(traceparent);
    if (remote === null) return fn();
    return context.with(trace.setSpanContext(context.active(), { ...remote, isRemote: true }), fn);
  }

  linkTo(traceparent: string): void {
    const remote = parseTraceParent(traceparent);
    if (remote !== null) trace.getActiveSpan()?.addLink({ context: { ...remote, isRemote: true } });
  }

  async shutdown(): Promise<void> {
    await this.provider.shutdown().catch((error: unknown) => warn(`spans were lost: ${String(error)}`));
    trace.disable();
    context.disable();
    diag.disable();
  }
}

function processor({ exporter, otlp_endpoint }: TracingOptions) {
  if (exporter !== undefined) return new SimpleSpanProcessor({ exporter });
  const url = `${otlp_endpoint!.replace(/\/+$/, '')}/v1/traces`;
  return new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }),
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
}

function activeSpanContext(): SpanContext | null {
  const active = trace.getSpanContext(context.active());
  return active !== undefined && isSpanContextValid(active) ? active : null;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function';
}

async function endWith(span: Span, result: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Whatever goes wrong with tracing itself goes wrong with nothing else. */
function warn(message: string): void {
  logger('opentelemetry').warn(message);
}

function ignore(): void {}

function fail(span: Span, error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const clean = redactText(message);
  span.recordException({
    name,
    message: clean,
    ...(stack === undefined ? {} : { stack: redactText(stack) }),
  });
  if (error instanceof StripeError && error.status < 500) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: clean });
}
