import { pause } from '@pinstripe/kernel';
import { logger } from '@pinstripe/telemetry';

/** Work that is looked for again and again; it answers how much of it there was. */
interface PollWork {
  every_ms: number;
  work: () => Promise<number>;
}

export const POLL = Symbol('poll');

/**
 * Declares that a worker's method is called every `every_ms` milliseconds. It answers how much it found to do: when it
 * found something it is called again at once, so a batch that was not full answers 0.
 */
export function Poll(every_ms: number) {
  return (
    _target: object,
    _name: string,
    descriptor: TypedPropertyDescriptor<() => Promise<number>>,
  ): void => {
    Reflect.defineMetadata(POLL, every_ms, descriptor.value!);
  };
}

const log = logger('polls');

/** Calls each work, one run at a time, until stopped; what fails is logged and repeated. */
export function startPolls(service: string, polls: readonly PollWork[]): { stop(): Promise<void> } {
  let stopped = false;
  let end!: () => void;
  const stop = new Promise<void>((resolve) => (end = resolve));
  const ended = polls.map(async ({ every_ms, work }) => {
    while (!stopped) {
      const found = await work().catch((error: unknown) => {
        log.error({ err: error, service }, 'a poll failed and will be repeated');
        return 0;
      });
      if (found === 0) await Promise.race([pause(every_ms), stop]);
    }
  });
  return {
    stop: async () => {
      stopped = true;
      end();
      await Promise.all(ended);
    },
  };
}
