import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from './world.ts';

/** Where npm has put it. */
const CLI = resolve(import.meta.dirname, '../../../../node_modules/.bin/stripe');

/** The official CLI, with a configuration of its own. */
export interface StripeCli {
  /** Runs a command to its end; answers what it printed. @throws Error with that when it fails. */
  run(key: string, ...args: string[]): Promise<string>;
  /** Starts a command that goes on until it is stopped. */
  start(key: string, ...args: string[]): RunningCli;
  /** Stops all that was started. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface RunningCli {
  /** What it has printed. */
  text(): string;
  /** Waits until it has printed what fits; answers the match. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

export async function stripeCli(url: () => string): Promise<StripeCli> {
  const config = await mkdtemp(join(tmpdir(), 'pinstripe-cli-'));
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: config,
    STRIPE_CLI_TELEMETRY_OPTOUT: '1',
    NO_COLOR: '1',
    // It asks whether there is a newer one of it, and waits for an answer.
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
  const running = new Set<RunningCli>();
  const stop = async () => void (await Promise.all([...running].map((each) => each.stop())));
  const options = (key: string) => ['--api-base', url(), '--api-key', key];
  return {
    run: (key, ...args) =>
      new Promise((done, fail) => {
        execFile(CLI, [...args, ...options(key)], { env, timeout: 30_000 }, (error, stdout, stderr) => {
          if (error) fail(new Error(`${error.message}\n${stdout}${stderr}`));
          else done(stdout);
        });
      }),
    start: (key, ...args) => {
      const child = spawn(CLI, [...args, ...options(key)], { env, detached: true });
      const exited = new Promise((gone) => child.once('exit', gone));
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (part: string) => (text += part));
      const started: RunningCli = {
        text: () => text,
        printed: async (pattern) => {
          await eventually(
            async () => text,
            (all) => pattern.test(all),
          );
          return pattern.exec(text)!;
        },
        stop: async () => {
          running.delete(started);
          if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
          await exited;
        },
      };
      running.add(started);
      return started;
    },
    stop,
    close: async () => {
      await stop();
      await rm(config, { recursive: true, force: true });
    },
  };
}
