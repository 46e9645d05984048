import { errors } from '@pinstripe/kernel';
import type { Answer, Call, ObjectsQuery, ObjectsReply, ServiceTransport } from '@pinstripe/service';
import { Pool } from 'undici';

const CONNECTION_COUNT = 64;
/** Longer than any bounded wait of a service: what takes this long has died. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * The way to a service in another process: JSON over connections that are kept alive.
 *
 * It does not try again by itself. When a connection breaks, whether the service acted is not known; the client is told
 * to ask again, and its idempotency key makes that safe.
 */
export class HttpTransport implements ServiceTransport {
  private readonly pool: Pool;

  /** `url`: the service's base address, without a path. */
  constructor(url: string) {
    this.pool = new Pool(url, {
      connections: CONNECTION_COUNT,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
  }

  call(call: Call): Promise<Answer> {
    return this.post('/operations', call) as Promise<Answer>;
  }

  objects(query: ObjectsQuery): Promise<ObjectsReply> {
    return this.post('/objects', query) as Promise<ObjectsReply>;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async post(path: string, content: Call | ObjectsQuery): Promise<unknown> {
    const { statusCode, text } = await this.exchange(path, JSON.stringify(content));
    if (statusCode !== 200)
      throw new Error(`${path} was answered with status ${statusCode}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  private async exchange(path: string, body: string): Promise<{ statusCode: number; text: string }> {
    try {
      const response = await this.pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return { statusCode: response.statusCode, text: await response.body.text() };
    } catch {
      throw errors.unavailable();
    }
  }
}
