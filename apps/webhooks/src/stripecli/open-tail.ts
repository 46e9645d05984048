import { Tail, type TailOptions } from '@pinstripe/bus';

/** Longer than a CLI takes to come back. */
const LINGER_MS = 30_000;

/** A tail that is read while somebody holds it, and a little longer. */
export class OpenTail {
  private holders = 0;
  private opening: Promise<Tail> | null = null;
  private lingering: NodeJS.Timeout | undefined;

  constructor(private readonly options: TailOptions) {}

  /** Resolves once all that is published from then on is heard. @throws Error when Kafka cannot be reached. */
  async hold(): Promise<void> {
    this.holders += 1;
    clearTimeout(this.lingering);
    try {
      await (this.opening ??= this.open());
    } catch (error) {
      this.release();
      throw error;
    }
  }

  release(): void {
    this.holders -= 1;
    if (this.holders > 0) return;
    clearTimeout(this.lingering);
    this.lingering = setTimeout(() => void this.close(), LINGER_MS).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.lingering);
    const opening = this.opening;
    this.opening = null;
    const tail = await opening?.catch(() => null);
    await tail?.stop();
  }

  private async open(): Promise<Tail> {
    const tail = new Tail(this.options);
    try {
      await tail.start();
      return tail;
    } catch (error) {
      this.opening = null;
      await tail.stop();
      throw error;
    }
  }
}
