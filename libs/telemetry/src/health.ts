import { redactText } from './redact.ts';

/** Resolves when all is well; what it throws says what is not. */
export type HealthCheck = () => Promise<unknown>;

export interface CheckResult {
  status: 'ok' | 'failing';
  error?: string;
}

export interface Health {
  status: 'ok' | 'failing';
  checks: Record<string, CheckResult>;
}

interface Registered {
  check: HealthCheck;
  /** The run under way: a check that hangs is not started a second time on top of it. */
  running: Promise<CheckResult> | null;
}

/**
 * What an orchestrator asks a process. Failing liveness means: only a restart helps. Failing readiness means: send no
 * requests for now (the database cannot be reached, the process is stopping).
 *
 * Every answer comes within the time-out, and all checks run side by side.
 */
export class HealthRegistry {
  private readonly liveness = new Map<string, Registered>();
  private readonly readiness = new Map<string, Registered>();

  constructor(private readonly timeout_ms = 2_000) {}

  addLiveness(name: string, check: HealthCheck): void {
    this.liveness.set(name, { check, running: null });
  }

  addReadiness(name: string, check: HealthCheck): void {
    this.readiness.set(name, { check, running: null });
  }

  live(): Promise<Health> {
    return this.report(this.liveness);
  }

  ready(): Promise<Health> {
    return this.report(this.readiness);
  }

  private async report(registered: Map<string, Registered>): Promise<Health> {
    const results = await Promise.all(
      [...registered].map(async ([name, entry]) => [name, await this.result(entry)] as const),
    );
    const checks = Object.fromEntries(results);
    const is_ok = results.every(([, { status }]) => status === 'ok');
    return { status: is_ok ? 'ok' : 'failing', checks };
  }

  private result(entry: Registered): Promise<CheckResult> {
    entry.running ??= run(entry.check).finally(() => (entry.running = null));
    return within(this.timeout_ms, entry.running);
  }
}

async function run(check: HealthCheck): Promise<CheckResult> {
  try {
    await check();
    return { status: 'ok' };
  } catch (error) {
    return { status: 'failing', error: redactText(error instanceof Error ? error.message : String(error)) };
  }
}

function within(timeout_ms: number, running: Promise<CheckResult>): Promise<CheckResult> {
  return new Promise((resolve) => {
    const timeout = setTimeout(() => {
      resolve({ status: 'failing', error: `no answer within ${timeout_ms} ms` });
    }, timeout_ms);
    void running.then((result) => {
      clearTimeout(timeout);
      resolve(result);
    });
  });
}
