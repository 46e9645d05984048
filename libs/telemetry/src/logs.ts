import { isNativeError } from 'node:util/types';
import { type Logger, pino } from 'pino';
import { formatLine } from './line.ts';
import { redactLine } from './redact.ts';
import { traceId } from './tracing.ts';

/**
 * Logs: one line of JSON a record, on standard output, with the trace it belongs to, and without secrets (`redact.ts`).
 * An error shows its type, message, stack and causes. What else it carries, the parameters of a statement or a failing
 * row, is customers' own and stays out.
 */
export type { Logger };

export interface LogOptions {
  level?: string;
  /** `line` is for people who watch a terminal. */
  format?: 'json' | 'line';
  /** Takes the lines instead of standard output. */
  write?: (line: string) => void;
}

/** Causes of causes that are shown; a chain may also be a circle. */
const CAUSES_MAX = 4;

const stdout = pino.destination({ dest: 1, sync: true });
const loggers = new Map<string, Logger>();

let format: 'json' | 'line' = 'json';
let write = (line: string): void => void stdout.write(line);

const root = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: { err: (error: unknown) => describe(error, CAUSES_MAX) },
    mixin: () => {
      const trace_id = traceId();
      return trace_id === null ? {} : { trace_id };
    },
  },
  {
    write(line: string) {
      const clean = redactLine(line);
      write(format === 'json' ? clean : formatLine(JSON.parse(clean) as Record<string, unknown>));
    },
  },
);

/** The logger of a part of the platform; asked again by the same name, the same one. */
export function logger(name: string): Logger {
  let named = loggers.get(name);
  if (named === undefined) {
    named = root.child({ name });
    loggers.set(name, named);
  }
  return named;
}

/** What is logged, and how, from now on, by loggers that exist already too. */
export function configureLogs(options: LogOptions): void {
  if (options.level !== undefined) {
    root.level = options.level;
    for (const named of loggers.values()) named.level = options.level;
  }
  format = options.format ?? format;
  write = options.write ?? write;
}

function describe(error: unknown, causes: number): unknown {
  if (!isNativeError(error)) return error;
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause === undefined || causes === 0 ? {} : { cause: describe(cause, causes - 1) }),
  };
}
