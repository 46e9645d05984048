// `npm run bench`: the budgets, as ratios to what this machine can do at most, measured in the same run. Everything runs
// on this machine at once: the client, PostgreSQL, Kafka and the platform. BENCH_SECONDS sets how long each row takes;
// BENCH_ROWS names the groups to measure (`requests,deliveries,events`), BENCH_EVENTS how many events the last one stores.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startKafka } from '../../apps/platform/dist/infrastructure/kafka.js';
import { startPostgres } from '../../apps/platform/dist/infrastructure/postgres.js';
import { ROOT } from '../steps.mjs';
import { measureDeliveries } from './deliveries.mjs';
import { measureEvents } from './events.mjs';
import { load } from './load.mjs';
import { measureRaw } from './raw.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const KEY = 'sk_test_benchbenchbenchbench';
const HEADERS = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' };
const SETTLE_MS_MAX = 60_000;
const GROUPS = (process.env.BENCH_ROWS ?? 'requests,deliveries,events').split(',');
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);

const folder = mkdtempSync(join(tmpdir(), 'pinstripe-bench-'));
const running = [];
try {
  await bench();
} finally {
  for (const stop of running.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function bench() {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  running.push(() => postgres.stop());
  const kafka = await startKafka({ dataDir: join(folder, 'kafka') });
  running.push(() => kafka.stop());

  const platform = await startPlatform(postgres.url, kafka.brokers.join(','));
  const database = (service) =>
    Object.assign(new URL(postgres.url), { pathname: `/pinstripe_${service}` }).href;
  const line = (name, value) => process.stdout.write(`${name.padEnd(58)} ${value}\n`);
  const processes = {
    platform: platform.pid,
    PostgreSQL: postgres.pid,
    Kafka: kafka.pid,
    client: process.pid,
  };
  if (GROUPS.includes('requests')) await benchRequests({ postgres, platform, database, processes, line });
  const webhooks = new pg.Client({ connectionString: database('webhooks') });
  await webhooks.connect();
  if (GROUPS.includes('deliveries')) {
    const cpu = (receiver) => cpuMillis({ ...processes, receiver });
    const { url } = platform;
    printDeliveries(
      await measureDeliveries({ url, brokers: kafka.brokers, webhooks, seconds: SECONDS, cpu }),
      line,
    );
  }
  if (GROUPS.includes('events')) {
    const rows = await measureEvents({ url: platform.url, webhooks, count: EVENTS, seconds: SECONDS });
    for (const { name, p50, p99 } of rows)
      line(`GET /v1/events of ${EVENTS}: ${name}`, `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  }
  await webhooks.end();
  line('platform: start to the first answer, servers running', `${platform.started_ms} ms`);
  line(
    'resident: platform, PostgreSQL and Kafka',
    `${residentMiB([platform.pid, postgres.pid, kafka.pid])} MiB`,
  );
}

function printDeliveries({ plain, first, alone, beside }, line) {
  const rate = ({ rate }) => `${rate.toFixed(0)} a second`;
  line('deliveries, signed, one of each event, to 64 endpoints', rate(plain));
  line('deliveries, signed, 16 of each event, to 800 endpoints', rate(alone));
  line(
    'the same beside 200 endpoints that hang',
    `${rate(beside)}, ratio ${(beside.rate / alone.rate).toFixed(2)}`,
  );
  line('first attempt after the answer', `p50 ${first.p50.toFixed(1)} ms, p99 ${first.p99.toFixed(1)} ms`);
  for (const [name, { used }] of Object.entries({ 'one of each event': plain, '16 of each event': alone }))
    line(`CPU ms of one delivery: ${name}`, used.map(([each, ms]) => `${each} ${ms.toFixed(2)}`).join(', '));
}

async function benchRequests({ postgres, platform, database, processes, line }) {
  const customer = await request(platform.url, { path: '/v1/customers', body: 'email=jenny%40example.com' });
  const raw = await measureRaw(await newDatabase(postgres.url, 'raw'), {
    seconds: SECONDS,
    document: customer,
  });
  const rows = [
    ['raw write (node-pg, 32 connections)', raw.write, 1, null],
    ['raw read', raw.read, 1, null],
  ];
  const costs = [];
  const measure = async (name, limit, target, next) => {
    await load(platform.url, { seconds: Math.min(2, SECONDS), headers: HEADERS, request: next });
    const before = cpuMillis(processes);
    const result = await load(platform.url, { seconds: SECONDS, headers: HEADERS, request: next });
    const after = cpuMillis(processes);
    rows.push([name, result.rate, result.rate / limit, target, result.p50, result.p99]);
    const used = Object.keys(after).map((process) => [
      process,
      (after[process] - before[process]) / result.bodies.length,
    ]);
    costs.push([name, used]);
    return result;
  };

  const created = await measure('create a customer', raw.write, 1.0, (n) => ({
    path: '/v1/customers',
    body: `email=jenny${n}%40example.com&name=Jenny+Rosen&metadata[order]=${n}`,
  }));
  const lag = await settled(database);
  await measure('create and confirm a card payment', raw.write, 0.45, () => ({
    path: '/v1/payment_intents',
    body: 'amount=2000&currency=usd&payment_method=pm_card_visa&payment_method_types[]=card&confirm=true',
  }));
  const payment_lag = await settled(database);
  const ids = created.bodies.map((body) => JSON.parse(body).id);
  await measure('retrieve a customer', raw.read, 0.7, (n) => ({
    method: 'GET',
    path: `/v1/customers/${ids[n % ids.length]}`,
  }));

  if (process.env.BENCH_METRICS) process.stdout.write(await (await fetch(`${platform.url}/metrics`)).text());
  print(rows);
  for (const [name, used] of costs) {
    const parts = used.map(([process, ms]) => `${process} ${ms.toFixed(2)}`).join(', ');
    process.stdout.write(`${`CPU ms of one: ${name}`.padEnd(58)} ${parts}\n`);
  }
  line('events stored by webhooks after the last customer', `${lag} ms`);
  line('events stored by webhooks after the last payment', `${payment_lag} ms`);
}

/** The platform as `npm start` runs it, on servers that run already. */
async function startPlatform(database_url, brokers) {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--disable-warning=TimeoutNegativeWarning', 'apps/platform/dist/main.js'],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        DATABASE_URL: database_url,
        KAFKA_BROKERS: brokers,
        PINSTRIPE_STATE: join(folder, 'state'),
        PORT: '0',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  running.push(() => {
    child.kill('SIGTERM');
    return ended;
  });
  const url = await new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const ready = /ready at (\S+)/.exec(printed);
      if (ready) resolve(ready[1]);
    });
    void ended.then(() => reject(new Error(`the platform has ended: ${printed}`)));
  });
  await request(url, { method: 'GET', path: '/v1/customers' });
  return { url, pid: child.pid, started_ms: Math.round(performance.now() - began) };
}

async function request(url, { method = 'POST', path, body }) {
  const answer = await fetch(url + path, {
    method,
    headers: HEADERS,
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

async function newDatabase(server_url, name) {
  const client = new pg.Client({ connectionString: server_url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(server_url), { pathname: `/${name}` }).href;
}

/** How long it takes from now until every event has left the outboxes and is stored by webhooks. */
async function settled(database) {
  const began = performance.now();
  const services = ['billing', 'payments'];
  const clients = services.map((service) => new pg.Client({ connectionString: database(service) }));
  const webhooks = new pg.Client({ connectionString: database('webhooks') });
  await Promise.all([...clients, webhooks].map((client) => client.connect()));
  let stored = -1;
  let took = 0;
  for (;;) {
    const waiting = await Promise.all(
      clients.map((client) => client.query('select count(*)::int as n from outbox')),
    );
    const { rows } = await webhooks.query('select count(*)::int as n from events');
    const quiet = waiting.every(({ rows: [row] }) => row.n === 0) && rows[0].n === stored;
    if (quiet) break;
    took = Math.round(performance.now() - began);
    if (took > SETTLE_MS_MAX) throw new Error('the events did not settle within a minute');
    stored = rows[0].n;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await Promise.all([...clients, webhooks].map((client) => client.end()));
  return took;
}

function print(rows) {
  const cells = (row) =>
    `${row[0].padEnd(38)} ${row[1].padStart(10)} ${row[2].padStart(7)} ${row[3].padStart(7)} ${row[4].padStart(8)} ${row[5].padStart(8)}\n`;
  process.stdout.write(cells(['', 'per second', 'ratio', 'target', 'p50 ms', 'p99 ms']));
  for (const [name, rate, ratio, target, p50, p99] of rows) {
    const fixed = (value, digits) => (value === undefined || value === null ? '' : value.toFixed(digits));
    process.stdout.write(
      cells([name, fixed(rate, 0), fixed(ratio, 2), fixed(target, 2), fixed(p50, 1), fixed(p99, 1)]),
    );
  }
}

/** What each process and its children have used of the machine's cores so far, in ms; Linux counts it in hundredths of a second. */
function cpuMillis(processes) {
  const used = (pid) => {
    const fields = ofProcess(pid, 'stat').split(') ').at(-1).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
  };
  const sum = (pid) => [pid, ...childrenOf(pid)].reduce((all, one) => all + used(one), 0);
  return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, sum(pid)]));
}

function childrenOf(pid) {
  if (pid === process.pid) return [];
  return ofProcess(pid, `task/${pid}/children`).split(' ').filter(Boolean);
}

/** What Linux tells of a process; nothing of one that has ended meanwhile, as PostgreSQL's workers do. */
function ofProcess(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Of these processes and their children, as Linux counts it; a shared page counts once (PSS). */
function residentMiB(pids) {
  const resident = (pid) => {
    return Number(/^Pss:\s+(\d+)/m.exec(ofProcess(pid, 'smaps_rollup'))?.[1] ?? 0);
  };
  const all = pids.flatMap((pid) => [pid, ...childrenOf(pid)]);
  return Math.round(all.reduce((sum, pid) => sum + resident(pid), 0) / 1024);
}
