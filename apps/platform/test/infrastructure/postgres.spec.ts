import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../src/infrastructure/postgres.ts';

let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-postgres-'));
  dataDir = join(folder, 'postgres');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('keeps what was committed when the server is killed', async () => {
    const killed = await startPostgres({ dataDir });
    await query(killed.url, 'create table charges as select 2000 as amount');
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.exited).toBe('PostgreSQL ended with SIGKILL');

    const server = await startPostgres({ dataDir });
    expect(await query(server.url, 'select amount from charges')).toEqual([{ amount: 2000 }]);
    await server.stop();
    expect(await server.exited).toBe('PostgreSQL ended with status 0');
  });

  it('leaves a state that starts again when Node is killed, and no server', async () => {
    const holder = spawn('node', [join(import.meta.dirname, 'hold-postgres.mjs'), dataDir]);
    const [printed] = (await once(holder.stdout, 'data')) as [Buffer];
    const held = JSON.parse(printed.toString()) as { pid: number; url: string };
    await query(held.url, 'create table refunds as select 1000 as amount');
    holder.kill('SIGKILL');
    await once(holder, 'close');

    const server = await startPostgres({ dataDir });
    await expect(query(held.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
    expect(await query(server.url, 'select amount from refunds')).toEqual([{ amount: 1000 }]);
    await server.stop();
  });

  it('makes commits durable', async () => {
    const server = await startPostgres({ dataDir });
    const settings = `select string_agg(setting, ' ') as settings from pg_settings
                      where name in ('fsync', 'synchronous_commit', 'full_page_writes')`;
    expect(await query(server.url, settings)).toEqual([{ settings: 'on on on' }]);
    await server.stop();
  });

  it('says in a sentence why it cannot start, and leaves the other alone', async () => {
    const server = await startPostgres({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toThrow(
      `PostgreSQL runs already on this state (process ${server.pid}): is another Pinstripe running here?`,
    );

    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startPostgres({ dataDir: join(folder, 'new'), port })).rejects.toThrow(
      `Port ${port}, which PostgreSQL needs, is taken.`,
    );
    other.close();

    await writeFile(join(folder, 'file'), '');
    await expect(startPostgres({ dataDir: join(folder, 'file/postgres') })).rejects.toThrow(
      `The folder ${folder}/file cannot be written (EEXIST).`,
    );
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('touches no folder that holds something else', async () => {
    await mkdir(join(folder, 'letters/to'), { recursive: true });
    await expect(startPostgres({ dataDir: join(folder, 'letters') })).rejects.toThrow('holds something else');
    expect(await readdir(join(folder, 'letters'))).toEqual(['to']);
  });
});
