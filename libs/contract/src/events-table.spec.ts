import { readFileSync } from 'node:fs';
import { builtEvents, type Sender, unsentEvents } from './built-events.ts';
import { eventStates, eventsTable } from './events-table.ts';
import { ownerOfEvent } from './owners.ts';

const DOCUMENT = new URL('../../../docs/events.md', import.meta.url);

describe('the events that are built', () => {
  const built = (Object.keys(builtEvents) as Sender[]).flatMap((service) =>
    builtEvents[service].map((type) => ({ service, type })),
  );

  it('are sent by the service that owns what they are about, each once', () => {
    expect(built.filter(({ service, type }) => ownerOfEvent(type) !== service)).toEqual([]);
    expect(new Set(built.map(({ type }) => type)).size).toBe(built.length);
  });

  it('are all that their resources can have, but for those that say why not', () => {
    const silent = eventStates().filter(
      ({ is_built, is_sent, reason }) => is_built && !is_sent && reason === null,
    );
    expect(silent.map(({ type }) => type)).toEqual([]);
  });

  it('are about what is built, and so are those that are not sent', () => {
    const hasty = eventStates().filter(
      ({ is_built, is_sent, reason }) => !is_built && (is_sent || reason !== null),
    );
    expect(hasty.map(({ type }) => type)).toEqual([]);
    const types = new Set<string>(built.map(({ type }) => type));
    expect(Object.keys(unsentEvents).filter((type) => types.has(type))).toEqual([]);
  });

  it('stand in docs/events.md as they are: `npm run events` writes it', () => {
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(eventsTable());
  });
});
