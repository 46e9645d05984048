import type { V2List } from '@pinstripe/contract';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import { type Note, note, notes, NoteTables1700000009000 } from './notes.ts';

let world: UnitWorld;

beforeAll(async () => {
  world = await unitWorld({ resources: [notes], migrations: [NoteTables1700000009000] });
  for (let n = 1; n <= 7; n++)
    await world.run(async () => notes.insert(note(`note_${n}`, n % 2 ? 'odd' : 'even')));
});
afterAll(() => world.close());

type Page = V2List<Pick<Note, 'id'>>;

const list = async (params: object, filters = {}): Promise<Page> =>
  (await world.run(() => notes.listV2(params, filters))).result;
const idsOf = ({ data }: Page) => data.map(({ id }) => Number(id.slice('note_'.length)));
const turn = (url: string | null, filters = {}) => {
  const { page, limit } = Object.fromEntries(new URLSearchParams(url!.split('?')[1]));
  return list({ page, limit: Number(limit) }, filters);
};

describe('a list of v2', () => {
  it('is paged forward to its end, and backward to its beginning', async () => {
    const first = await list({ limit: 3 });
    expect(idsOf(first)).toEqual([7, 6, 5]);
    expect(first.previous_page_url).toBeNull();
    const second = await turn(first.next_page_url);
    expect(idsOf(second)).toEqual([4, 3, 2]);
    const third = await turn(second.next_page_url);
    expect(idsOf(third)).toEqual([1]);
    expect(third.next_page_url).toBeNull();

    const back = await turn(third.previous_page_url);
    expect(idsOf(back)).toEqual([4, 3, 2]);
    const beginning = await turn(back.previous_page_url);
    expect(idsOf(beginning)).toEqual([7, 6, 5]);
    expect(beginning.previous_page_url).toBeNull();
    expect(idsOf(await turn(beginning.next_page_url))).toEqual([4, 3, 2]);
  });

  it('asks for its other pages with the same parameters', async () => {
    const { next_page_url } = await list({ limit: 2, include: ['a', 'b'] }, { text: 'odd' });
    expect(next_page_url).toMatch(/^\/v1\/notes\?limit=2&include=a&include=b&page=[\w-]+$/);
    expect(idsOf(await turn(next_page_url, { text: 'odd' }))).toEqual([3, 1]);
  });

  it('is one page when it is short', async () => {
    expect(await list({ limit: 7 })).toMatchObject({ next_page_url: null, previous_page_url: null });
    expect(await list({}, { text: 'neither' })).toEqual({
      data: [],
      next_page_url: null,
      previous_page_url: null,
    });
  });

  it('has no page that it did not name', async () => {
    const { next_page_url } = await list({ limit: 2 }, { text: 'odd' });
    const page = new URLSearchParams(next_page_url!.split('?')[1]).get('page')!;
    for (const wrong of ['', 'x', page.slice(1), `${page}A`]) {
      await expect(list({ page: wrong })).rejects.toMatchObject({ status: 400, body: { param: 'page' } });
    }
    await expect(list({ page }, { text: 'even' })).rejects.toMatchObject({ body: { param: 'page' } });
  });
});
