// Holds a PostgreSQL on the folder of its first argument until it is killed itself: see postgres.spec.ts.
import { startPostgres } from '../../src/infrastructure/postgres.ts';

const { pid, url } = await startPostgres({ dataDir: process.argv[2] });
process.stdout.write(JSON.stringify({ pid, url }));
setInterval(() => {}, 60_000);
