import { objectOfId } from '@pinstripe/contract';
import type { Clock } from '@pinstripe/kernel';
import type { ServiceConfig } from './config.ts';
import { Committer } from './committer.ts';
import type { Database } from './database.ts';
import { Reader } from './reader.ts';
import type { Resource } from './resource.ts';
import { Turns } from './run.ts';

/** A resource whose kind is not known to the library. */
export type AnyResource = Resource<{ id: string; object: string }, object>;

export interface RuntimeOptions {
  /** The service's name: `payments`. */
  name: string;
  config: ServiceConfig;
  database: Database;
  clock: Clock;
  resources: readonly AnyResource[];
  /** The services whose events it reads. */
  events_of?: readonly string[];
}

/** What the units of one service stand on: its database, its clock and its resources. */
export class Runtime {
  readonly name: string;
  readonly events_of: readonly string[];
  readonly config: ServiceConfig;
  readonly database: Database;
  readonly clock: Clock;
  readonly reader: Reader;
  readonly committer: Committer;
  readonly turns = new Turns();
  private readonly byObject: ReadonlyMap<string, AnyResource>;
  private readonly byPrefix: ReadonlyMap<string, AnyResource>;
  private readonly listeners = new Set<() => void>();

  constructor(options: RuntimeOptions) {
    this.name = options.name;
    this.events_of = options.events_of ?? [];
    this.config = options.config;
    this.database = options.database;
    this.clock = options.clock;
    this.reader = new Reader(options.database);
    this.committer = new Committer(options.name, options.database, () =>
      this.listeners.forEach((listener) => listener()),
    );
    this.byObject = new Map(options.resources.map((resource) => [resource.options.object, resource]));
    this.byPrefix = new Map(options.resources.map((resource) => [resource.options.prefix, resource]));
  }

  /** The first part of the names of topics. */
  get namespace(): string {
    return this.config.namespace;
  }

  /** Calls `listener` after each flush that wrote. */
  onCommit(listener: () => void): void {
    this.listeners.add(listener);
  }

  resourceOf(object: string): AnyResource | undefined {
    return this.byObject.get(object);
  }

  resourceOfId(id: string): AnyResource | undefined {
    const named = this.byPrefix.get(id.slice(0, Math.max(id.lastIndexOf('_'), 0)));
    // Some kinds have ids of several prefixes: `ch_…` and `py_…` are charges.
    return named ?? this.byObject.get(objectOfId(id)?.object ?? '');
  }
}
