import { ShiftedClock, systemClock } from '@pinstripe/kernel';
import {
  type AnyResource,
  Database,
  type Ran,
  readConfig,
  Runtime,
  runUnit,
  ServiceTables1700000000000,
  type Unit,
  UNREQUESTED,
  type WorkContext,
} from '@pinstripe/service';
import type { MigrationInterface } from 'typeorm';
import { testDatabase } from './infrastructure/servers.ts';

/** One replica of a service that has resources and no routes, on a database of its own. */
export interface UnitWorld {
  runtime: Runtime;
  clock: ShiftedClock;
  context: WorkContext;
  /** Another replica: the same database, nothing else in common. */
  replica(): Promise<Runtime>;
  run<T>(work: (unit: Unit) => Promise<T>, context?: Partial<WorkContext>): Promise<Ran<T>>;
  close(): Promise<void>;
}

export interface UnitWorldOptions {
  resources?: readonly AnyResource[];
  migrations?: (new () => MigrationInterface)[];
}

export async function unitWorld({
  resources = [],
  migrations = [],
}: UnitWorldOptions = {}): Promise<UnitWorld> {
  const { url, drop } = await testDatabase();
  const clock = new ShiftedClock();
  const config = readConfig(
    { DATABASE_URL: url, PINSTRIPE_NAMESPACE: 'test', VAULT_KEY: '00'.repeat(32) },
    [],
  );
  const opened: Database[] = [];
  const open = async () => {
    const database = await Database.open({ url, migrations: [ServiceTables1700000000000, ...migrations] });
    opened.push(database);
    return new Runtime({ name: 'test', config, database, clock, resources });
  };
  const runtime = await open();
  const context: WorkContext = {
    ...UNREQUESTED,
    account: 'acct_test',
    livemode: false,
    now: Math.floor(systemClock.millis() / 1000),
  };
  return {
    runtime,
    clock,
    context,
    replica: open,
    run: (work, changes = {}) => runUnit(runtime, { context: { ...context, ...changes } }, work),
    close: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await drop();
    },
  };
}
