import { configureLogs, type LogOptions } from './logs.ts';
import { startTracing, type TracingOptions } from './tracing.ts';

export interface TelemetryOptions extends TracingOptions {
  logs?: LogOptions;
}

export interface Telemetry {
  /** Sends what has not been sent yet, for three seconds at most, and stops tracing. */
  shutdown(): Promise<void>;
}

/**
 * Sets logs and traces up, once for the whole process. Loggers and spans made before it work: they log as JSON from
 * `info` on, and record nothing.
 * @throws Error when tracing has been started already.
 */
export async function startTelemetry({ logs, ...tracing }: TelemetryOptions): Promise<Telemetry> {
  if (logs !== undefined) configureLogs(logs);
  return { shutdown: await startTracing(tracing) };
}
