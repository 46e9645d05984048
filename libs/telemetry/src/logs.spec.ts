import fc from 'fast-check';
import { configureLogs, logger } from './logs.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  configureLogs({ level: 'info', format: 'json', write: (line) => void lines.push(line) });
});

const record = () => JSON.parse(lines.at(-1)!) as Record<string, unknown>;

it('is one line of JSON a record', () => {
  logger('relay').info({ topic: 'events', count: 3 }, 'published');
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(record()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    name: 'relay',
    topic: 'events',
    count: 3,
    msg: 'published',
  });
});

it('shows an error with its causes, and nothing else that it carries', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(amy@x.io)',
  });
  const error = Object.assign(new TypeError('flush failed', { cause }), { parameters: ['amy@x.io'] });
  logger('unit').error(error);
  expect(record()).toMatchObject({
    msg: 'flush failed',
    err: { type: 'TypeError', message: 'flush failed', stack: expect.stringContaining('logs.spec.ts') },
  });
  expect(record()['err']).toMatchObject({ cause: { message: 'duplicate key', code: '23505' } });
  expect(lines[0]).not.toContain('amy@x.io');
});

it('shows an error that is its own cause', () => {
  const error = new Error('round');
  error.cause = error;
  logger('unit').error(error);
  expect(lines[0]!.match(/"message":"round"/g)).toHaveLength(5);
});

it('changes the level of loggers that exist already', () => {
  const log = logger('early');
  configureLogs({ level: 'warn' });
  log.info('not shown');
  logger('late').info('not shown');
  log.warn('shown');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['shown']);
});

it('has no secret in any line, however it gets there', () => {
  const key = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';
  const card = '4242424242424242';
  const log = logger('leaks');
  log.info(`key ${key} card ${card}`);
  log.info('key %s card %d', key, Number(card));
  log.info({ [key]: { deep: [{ card }] } }, 'nested');
  log.error(new Error(`card ${card}`, { cause: new Error(key) }));
  log.child({ key, card: Number(card) }).info('bound');
  log.info({ toJSON: () => ({ card }), key: new Map([[key, card]]) });
  expect(lines).toHaveLength(6);
  for (const line of lines) {
    expect(line).not.toContain('4eC39');
    expect(line).not.toContain(card);
  }
});

it('logs anything at all as a line that can be read', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anything), fc.string(), (fields, msg) => {
      for (const format of ['json', 'line'] as const) {
        lines = [];
        configureLogs({ format });
        logger('anything').info({ fields }, msg);
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(/^[^\n]+\n$/);
        if (format === 'json') JSON.parse(lines[0]!);
      }
    }),
  );
});

it('can be a line for people', () => {
  configureLogs({ format: 'line' });
  logger('gateway').info({ address: 'http://127.0.0.1:12111', tries: [1, 2], note: 'two words' }, 'ready');
  expect(lines[0]!.slice(13)).toBe(
    'info  gateway  ready address=http://127.0.0.1:12111 tries=[1,2] note="two words"\n',
  );

  logger('relay').warn(new TypeError('no broker\u001b[31m\nat all'));
  expect(lines[1]).toMatch(
    /^[\d:.]{12} warn  relay    no broker \[31m at all \(TypeError, at .*logs\.spec\.ts.*\)\n$/,
  );
});
