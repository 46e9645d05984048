// A client that keeps CONNECTIONS requests in flight, over connections that are kept alive.
import { Pool } from 'undici';

const CONNECTIONS = 32;

/** Requests a second and latencies in milliseconds of `request(n)` repeated for `seconds`. */
export async function load(url, { seconds, headers, request }) {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  const latencies = [];
  const bodies = [];
  const failures = new Map();
  let n = 0;
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const { method = 'POST', path, body } = request(n++);
        const sent = performance.now();
        const answer = await pool.request({ path, method, headers, ...(body === undefined ? {} : { body }) });
        const text = await answer.body.text();
        latencies.push(performance.now() - sent);
        if (answer.statusCode === 200) bodies.push(text);
        else failures.set(text, (failures.get(text) ?? 0) + 1);
      }
    }),
  );
  const rate = (bodies.length / (performance.now() - began)) * 1000;
  await pool.close();
  if (failures.size > 0)
    throw new Error(`${latencies.length - bodies.length} requests failed: ${[...failures.keys()][0]}`);
  latencies.sort((a, b) => a - b);
  const quantile = (q) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))];
  return { rate, p50: quantile(0.5), p99: quantile(0.99), bodies };
}
