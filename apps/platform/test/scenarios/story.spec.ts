import { type Receiver, startReceiver, startWorld, type World } from './world.ts';
import { tellStory } from './story.ts';

let world: World;
let receiver: Receiver;

beforeAll(async () => {
  world = await startWorld();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await world.close();
});

it('takes a payment, tells the merchant, gives half of it back, and the balance adds up', async () => {
  const stripe = world.sandbox();
  await tellStory(stripe, receiver);
  await world.advance(3 * 24 * 60 * 60);
  expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 912, currency: 'usd' }]);
});
