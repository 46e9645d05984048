import { eventsTable } from './events-table.ts';

/** Prints `docs/events.md`. */
process.stdout.write(eventsTable());
