import { systemClock, type JsonObject } from '@pinstripe/kernel';
import type { Answer, Call, ObjectsQuery, ServiceTransport } from '@pinstripe/service';
import type { ApiRequest } from '../src/http/exchange.ts';
import { Gateway, type GatewayOptions } from '../src/http/gateway.ts';

const KEY = 'sk_test_abcdefghijkl';

/** A service in memory: what it is asked is kept, and what it answers is set by the test. */
class FakeService implements ServiceTransport {
  readonly calls: Call[] = [];
  readonly queries: ObjectsQuery[] = [];
  objects_by_id: Record<string, JsonObject> = {};
  respond: (call: Call) => Answer = () => ok({ object: 'unset' });

  call(call: Call): Promise<Answer> {
    this.calls.push(structuredClone(call));
    return Promise.resolve(this.respond(call));
  }

  upgrade(): void {
    throw new Error('nobody upgrades here');
  }

  objects(query: ObjectsQuery) {
    this.queries.push(query);
    const found = query.ids.filter((id) => this.objects_by_id[id] !== undefined);
    return Promise.resolve(
      Object.fromEntries(found.map((id) => [id, structuredClone(this.objects_by_id[id]!)])),
    );
  }
}

/** An answer with this body. */
export function ok(body: unknown): Answer {
  return {
    kind: 'answer',
    status: 200,
    body: JSON.stringify(body),
    original_request: null,
    should_retry: null,
  };
}

/** A gateway in front of such services, and a way to send it requests with a good key. */
export function world(options: Partial<GatewayOptions> = {}) {
  const payments = new FakeService();
  const billing = new FakeService();
  const connect = new FakeService();
  const webhooks = new FakeService();
  const gateway = new Gateway({
    transports: { payments, billing, connect, webhooks },
    mode: 'sandbox',
    clock: systemClock,
    rate_limit: null,
    ...options,
  });
  const send = async (method: string, url: string, body = '', headers: ApiRequest['headers'] = {}) => {
    const [path, query = ''] = url.split('?') as [string, string?];
    const answer = await gateway.answer({
      method,
      path,
      query,
      body,
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      client_ip: '127.0.0.1',
    });
    return { ...answer, json: JSON.parse(answer.body) as JsonObject };
  };
  return { payments, billing, connect, webhooks, gateway, send };
}
