import { join, resolve } from 'node:path';
import { type ServerProcess, startServer } from '../../src/infrastructure/server-process.ts';

/** One of the platform's programs as a process of its own, from what was built (`npm run build`). */
export interface NodeProcess extends ServerProcess {
  /** Where it listens. */
  readonly url: string;
  readonly program: Program;
}

export interface Program {
  app: string;
  env: Record<string, string>;
}

const APPS = resolve(import.meta.dirname, '../../..');
const LINES_MAX = 40;

/** What each program prints when it is ready; the address is in the first group. */
const READY: Record<string, RegExp> = { platform: /Pinstripe is ready at (\S+)/ };
const LISTENING = /"url":"([^"]+)".*"msg":"listening"/;

/** The processes of a test. They end with the test process, however that ends, and none of them may end by itself. */
export class Processes {
  /** How those have ended that nobody ended, with what they said last. */
  readonly crashes: string[] = [];
  private readonly running = new Set<NodeProcess>();

  async start(program: Program): Promise<NodeProcess> {
    const { app, env } = program;
    const ready = READY[app] ?? LISTENING;
    const lines: string[] = [];
    let url = '';
    const server = await startServer({
      name: app,
      command: 'env',
      args: [
        ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
        process.execPath,
        '--disable-warning=TimeoutNegativeWarning',
        join(APPS, app, 'dist/main.js'),
      ],
      ready,
      reason: /^\w*Error: /,
      stopSignal: 'SIGTERM',
      log: (line) => {
        url ||= ready.exec(line)?.[1] ?? '';
        if (lines.push(line) > LINES_MAX) lines.shift();
      },
    });
    const started = { ...server, url, program };
    this.running.add(started);
    void server.exited.then((how) => {
      if (this.running.delete(started)) this.crashes.push([how, ...lines].join('\n'));
    });
    return started;
  }

  /** The replicas of an app that are running. */
  of(app: string): NodeProcess[] {
    return [...this.running].filter(({ program }) => program.app === app);
  }

  /** Ends a process and its group as `kill -9` does. Resolves when it is gone. */
  async kill(victim: NodeProcess): Promise<void> {
    this.running.delete(victim);
    process.kill(-victim.pid, 'SIGKILL');
    await victim.exited;
  }

  /** Starts a process that was ended again, at its former address. */
  restart({ program, url }: NodeProcess): Promise<NodeProcess> {
    return this.start({ ...program, env: { ...program.env, PORT: new URL(url).port } });
  }

  /** Tells all of them to stop, and waits until they are gone. @throws Error when one did not go in an orderly way. */
  async stop(): Promise<void> {
    const stopping = [...this.running];
    this.running.clear();
    await Promise.all(stopping.map((each) => each.stop()));
    const ends = await Promise.all(stopping.map(({ exited }) => exited));
    const disorderly = ends.filter((how) => !how.endsWith('status 0'));
    if (disorderly.length > 0) throw new Error(disorderly.join(', '));
  }
}
