// What this machine can do at most: node-pg against the same PostgreSQL, with nothing of Pinstripe between them.
import pg from 'pg';

const CONNECTIONS = 32;

const WRITE = {
  name: 'raw_write',
  text: `with document as (insert into raw_documents (id, document) values ($1, $2::jsonb)),
              event as (insert into raw_events (id, event) values ($1, $3))
         insert into raw_keys (key, answer) values ($1, $4)`,
};
const READ = { name: 'raw_read', text: 'select document from raw_documents where id = $1' };

/** Writes and reads a second of CONNECTIONS loops, one statement each, on a database of their own. */
export async function measureRaw(url, { seconds, document }) {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  await pool.query(`
    create table raw_documents (id text primary key, document jsonb not null);
    create table raw_events (id text primary key, event text not null);
    create table raw_keys (key text primary key, answer text not null);`);
  const json = JSON.stringify(document);
  let count = 0;
  const write = await loops(pool, seconds, (client) => {
    const id = `raw_${++count}`;
    return client.query({ ...WRITE, values: [id, json, json, json] });
  });
  const written = count;
  let at = 0;
  const read = await loops(pool, seconds, (client) =>
    client.query({ ...READ, values: [`raw_${(++at % written) + 1}`] }),
  );
  await pool.end();
  return { write, read };
}

async function loops(pool, seconds, work) {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const began = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await work(client);
        done += 1;
      }
      client.release();
    }),
  );
  return (done / (performance.now() - began)) * 1000;
}
