import type { Attempt } from '../src/deliveries/delivery.ts';
import { eventually, type Receiver, receiver, webhooksWorld, type World } from './world.ts';

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([webhooksWorld('platform'), receiver()]);
});
afterAll(() => Promise.all([world.close(), server.close()]));

describe('in platform mode', () => {
  it('an endpoint inside cannot be made', async () => {
    await expect(world.createEndpoint(`${server.url}/ok`)).rejects.toMatchObject({
      code: 'url_invalid',
      message: expect.stringContaining('publicly accessible'),
    });
  });

  it('nothing is sent inside, whatever an endpoint says', async () => {
    const { id } = await world.createEndpoint('https://example.com');
    await world.query(
      "update webhook_endpoints set document = document || jsonb_build_object('url', $2::text) where id = $1",
      [id, `${server.url}/ok`],
    );
    await world.publish([{}]);
    const [attempt] = await eventually(async () => {
      const [row] = await world.query<{ attempts: Attempt[] }>(
        'select attempts from deliveries where destination = $1',
        [id],
      );
      expect(row!.attempts).toHaveLength(1);
      return row!.attempts;
    });
    expect(attempt).toMatchObject({ http_status: null, error: 'not_public' });
    expect(server.received).toEqual([]);
  });
});
