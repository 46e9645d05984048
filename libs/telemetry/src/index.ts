export * from './health.ts';
export { type Logger, logger, type LogOptions } from './logs.ts';
export { metrics } from './metrics.ts';
export { redact, redactLine, redactText } from './redact.ts';
export * from './telemetry.ts';
export { type Attributes, linkTo, span, type SpanKind, traceId, traceparent, withRemote } from './tracing.ts';
