import { contract, matchRoute, nonconformities } from '@pinstripe/contract';
import Stripe from 'stripe';

/**
 * Every answer that a scenario gets through the SDK, and every event that it receives, is held to the SDK's own types: a
 * field that is missing or that nobody declares fails the scenario's file at its end.
 */
const found = new Set<string>();

afterAll(() => expect([...found]).toEqual([]));

/** An HTTP client for the SDK that looks at what it brings. */
export function checkingClient(): Stripe.HttpClient {
  const inner = Stripe.createNodeHttpClient();
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: async (...request: Parameters<Stripe.HttpClient['makeRequest']>) => {
      const response = await inner.makeRequest(...request);
      const [, , path, method, headers] = request;
      // What a publishable key sees of an object is less than its type.
      const by_publishable_key = JSON.stringify(headers).includes('pk_test_');
      const checked = response.getStatusCode() === 200 && !by_publishable_key;
      return {
        getStatusCode: () => response.getStatusCode(),
        getHeaders: () => response.getHeaders(),
        getRawResponse: () => response.getRawResponse(),
        toStream: (...args: Parameters<typeof response.toStream>) => response.toStream(...args),
        toJSON: async () => {
          const json = await response.toJSON();
          if (checked) checkAnswer(method, path, json);
          return json;
        },
      };
    },
  };
}

/** What a thin event is, once it is sent, the SDK declares for its reader alone. */
export function checkEvent(event: object): void {
  if ('object' in event && event.object === 'v2.core.event') return;
  note('a received event', nonconformities(event, contract().object_types.get('event')!.schema));
}

function checkAnswer(method: string, path: string, json: object): void {
  const match = matchRoute(method, path.replace(/\?.*/, ''));
  if (match.found !== 'route' || match.route.result === null) return;
  note(match.route.id, nonconformities(json, match.route.result));
}

function note(where: string, problems: readonly string[]): void {
  for (const problem of problems) found.add(`${where}: ${problem.replaceAll(/\[\d+\]/g, '[]')}`);
}
