import {
  type ChildProcess,
  type ChildProcessByStdio,
  spawn,
  spawnSync,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
} from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A server program (PostgreSQL, Kafka) as a child of this process.
 *
 * Guaranteed: a promise from `startServer` resolves only when this very child has said that it is ready, and when it
 * rejects, nothing is left running. The child leads a session of its own, so that Ctrl-C in a terminal reaches only
 * Node, which ends the services before what they stand on. On Linux the kernel ends the child when Node dies, however
 * it dies; elsewhere `endOrphan` does so before the next start.
 *
 * Not guaranteed: that the child lives on. `exited` tells when it has ended, expected or not.
 */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended, by `stop` or by itself, to a sentence that says how. */
  readonly exited: Promise<string>;
  /** Ends the process in an orderly way, by force if that takes too long. Resolves when it is gone. */
  stop(): Promise<void>;
}

export type Log = (line: string) => void;

export interface SystemUser {
  uid: number;
  gid: number;
}

interface Program {
  /** The name for people: 'PostgreSQL'. */
  name: string;
  command: string;
  args: string[];
  /** Of the lines that it prints, the one that says why it failed; what this matches is left out. */
  reason: RegExp;
  /** The account to run as; only root may name one. */
  user?: SystemUser | undefined;
}

interface ServerProgram extends Program {
  /** The line that it prints when it accepts connections. */
  ready: RegExp;
  stopSignal: NodeJS.Signals;
  log: Log;
}

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

export async function startServer(program: ServerProgram): Promise<ServerProcess> {
  const { name, ready, reason, stopSignal, log } = program;
  const child = launch(program);
  const exited = exitOf(name, child);
  let why: string | undefined;
  const isReady = new Promise<true>((resolve) => {
    onLine(child, (line) => {
      log(line);
      if (reason.test(line)) why = line.replace(reason, '');
      if (ready.test(line)) resolve(true);
    });
  });

  const stop = async (): Promise<void> => {
    for (const signal of [stopSignal, 'SIGKILL'] as const) {
      child.kill(signal);
      if (await within(STOP_TIMEOUT_MS, exited)) return;
    }
  };

  const outcome = await within(READY_TIMEOUT_MS, Promise.race([isReady, exited]));
  if (outcome === true) return { pid: child.pid!, exited, stop };
  await stop();
  throw new Error(`${name} did not start: ${why ?? outcome ?? 'it took too long'}`);
}

/** Runs a program to its end, with the privileges of a server; throws with the line that says why it failed. */
export async function runToEnd(program: Program): Promise<void> {
  const child = launch(program);
  let why: string | undefined;
  onLine(child, (line) => {
    if (program.reason.test(line)) why = line.replace(program.reason, '');
  });
  const ending = await exitOf(program.name, child);
  if (child.exitCode !== 0) throw new Error(`${program.name} failed: ${why ?? ending}`);
}

/**
 * The given port if it is free on the loopback interface, or one that the system picks.
 * @throws Error when the given port is taken.
 */
export async function freePort(name: string, port = 0): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${code})`;
      reject(new Error(`Port ${port}, which ${name} needs, ${why}.`));
    });
    probe.listen(port, '127.0.0.1', () => {
      const picked = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(picked));
    });
  });
}

/**
 * Creates the folder where a server keeps its state.
 * @throws Error when it cannot be written.
 */
export async function writableFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw new Error(`The folder ${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/**
 * Ends a server that outlived the Node process which started it, found by its pid file and known by its command line.
 * @throws Error when the server belongs to a Node process that is alive.
 */
export async function endOrphan(name: string, pidFile: string, mark: string): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (!pid) return;
  const found = commandOf(pid);
  if (!found.includes(mark)) return;
  if (Number.parseInt(found, 10) !== 1) {
    throw new Error(
      `${name} runs already on this state (process ${pid}): is another Pinstripe running here?`,
    );
  }
  process.kill(pid, 'SIGKILL');
  while (commandOf(pid).includes(mark)) await delay(20);
}

/**
 * PostgreSQL refuses to run as root. Root's own files may be where nobody else can look (`/root/pinstripe`), so the
 * account that it runs as instead keeps root's right to read and search, and no other.
 */
function launch({ command, args, user }: Program): ChildProcessByStdio<null, Readable, Readable> {
  const options: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioPipe> = {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  if (!SETPRIV) return spawn(command, args, { ...options, ...user });
  const account = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  const rights = user ? ['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'] : [];
  return spawn(SETPRIV, ['--pdeathsig=KILL', ...account, ...rights, '--', command, ...args], options);
}

function onLine(child: ChildProcessByStdio<null, Readable, Readable>, read: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
}

function exitOf(name: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name} cannot be run (${error.message})`));
    child.once('close', (code, signal) => resolve(`${name} ended with ${signal ?? `status ${code}`}`));
  });
}

/** What the promise resolves to if it does so within so many milliseconds. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  return Promise.race([promise, late]).finally(() => timer.abort());
}

/** The parent's number and the command line of a process; empty when there is none, or only a zombie's name. */
function commandOf(pid: number): string {
  return spawnSync('ps', ['-ww', '-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}
