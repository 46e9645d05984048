import { readFileSync } from 'node:fs';
import { metrics } from './metrics.ts';

it('exposes what was counted and measured as Prometheus text', async () => {
  metrics.unit_retries.inc({ service: 'payments', reason: 'stale' });
  metrics.flush_duration.observe({ service: 'payments' }, 0.004);
  const lines = (await metrics.text()).split('\n');
  expect(lines).toContain('pinstripe_unit_retries_total{service="payments",reason="stale"} 1');
  expect(lines).toContain('pinstripe_flush_duration_seconds_bucket{le="0.0025",service="payments"} 0');
  expect(lines).toContain('pinstripe_flush_duration_seconds_bucket{le="0.005",service="payments"} 1');
  expect(lines).toContain('pinstripe_flush_duration_seconds_count{service="payments"} 1');
  expect(metrics.content_type).toMatch(/^text\/plain/);
});

it('adds the process, once', async () => {
  const first = await metrics.text();
  expect(first).toContain('nodejs_eventloop_lag_seconds');
  expect((await metrics.text()).match(/^# TYPE nodejs_eventloop_lag_seconds /gm)).toHaveLength(1);
});

it('is documented: names, types and meanings', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const documented = [...readme.matchAll(/^\| `(pinstripe_\w+)` \| (\w+) \| ([^|]*) \| ([^|]*) \|$/gm)];
  const text = await metrics.text();
  const exposed = [...text.matchAll(/^# HELP (pinstripe_\w+) (.*)\n# TYPE \w+ (\w+)$/gm)];
  expect(documented.map(([, name, type, , help]) => ({ name, type, help }))).toEqual(
    exposed.map(([, name, help, type]) => ({ name, type, help })),
  );

  const labels = Object.values(metrics).flatMap((metric) =>
    typeof metric === 'object' ? [(metric as unknown as { labelNames: string[] }).labelNames.join(', ')] : [],
  );
  expect(documented.map(([, , , labelled]) => labelled!.replaceAll('`', ''))).toEqual(labels);
});
