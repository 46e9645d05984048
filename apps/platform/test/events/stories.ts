import type { BuiltEvent, Sender } from '@pinstripe/contract';
import type Stripe from 'stripe';
import type { World } from '../scenarios/world.ts';
import { billing } from './billing.stories.ts';
import { payments } from './payments.stories.ts';
import { webhooks } from './webhooks.stories.ts';

/** Makes an event happen in a sandbox of its own. */
export type Story = (stripe: Stripe, world: World) => Promise<unknown>;

/** A story for every event of a service; the compiler asks for those that are missing. */
export type Stories<S extends Sender> = Readonly<Record<BuiltEvent<S>, Story>>;

export const STORIES: { [S in Sender]: Stories<S> } = { billing, payments, webhooks };
