import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';

// Amounts and times are bigint columns that stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface DatabaseOptions {
  url: string;
  migrations: (new () => MigrationInterface)[];
  /** Connections of this process; a prepared group statement costs 180 KiB on each. */
  connections?: number;
}

/** Only one replica at a time may migrate; the others find it done. */
const MIGRATION_LOCK = 7_177_001;

/** One service's own PostgreSQL database: pool and migrations are TypeORM's, the hot path is SQL that can be read. */
export class Database {
  private constructor(readonly source: DataSource) {}

  /** Connects and migrates. @throws Error when the database cannot be reached or a migration fails. */
  static async open({ url, migrations, connections = 6 }: DatabaseOptions): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url,
      migrations,
      poolSize: connections,
      // A table's first rows are read by index too: plans are prepared while it is still empty.
      extra: { options: '-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan' },
    });
    await source.initialize();
    const database = new Database(source);
    await database.migrate();
    return database;
  }

  /** Rows of one statement. With a `name` it is prepared once on each connection. */
  async query<Row>(statement: { name?: string; text: string; values?: unknown[] }): Promise<Row[]> {
    const { rows } = await this.pool.query(statement as pg.QueryConfig);
    return rows as Row[];
  }

  /** A connection of its own, outside the pool, for locks that live as long as it does. The caller ends it. */
  async dedicatedClient(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: (this.source.options as { url: string }).url });
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }

  private get pool(): pg.Pool {
    return (this.source.driver as unknown as { master: pg.Pool }).master;
  }

  private async migrate(): Promise<void> {
    const client = await this.dedicatedClient();
    try {
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await this.source.runMigrations({ transaction: 'each' });
    } finally {
      await client.end();
    }
  }
}
