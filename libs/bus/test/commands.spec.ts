import { Controller, Injectable, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Commands } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import {
  type Answer,
  type Beginning,
  context,
  now,
  Outside,
  refuse,
  Route,
  scope,
  type Service,
  Steps,
} from '@pinstripe/service';
import type Stripe from 'stripe';
import { type CommandMessage, type Origin, refused, reply, sendCommand } from '../src/index.ts';
import { BusWorld, CONTEXT, effectsOf, EFFECTS, eventHeaders, eventually } from './world.ts';

type Outcome = Commands['attach_to_customer']['outcome'];
type Attach = CommandMessage<'attach_to_customer'>;

let waits = false;
let release: () => void;
const released = new Promise<void>((resolve) => (release = resolve));

/** Billing, as far as it creates customers with a payment method that payments has to accept. */
@Controller()
class CustomersController {
  private readonly creating: Beginning<{ id: string }, Stripe.Customer>;

  constructor(steps: Steps) {
    this.creating = steps.define('create_customer', {
      onOutcome: async ({ id }: { id: string }, outcome: Outcome) => {
        scope().unit.insert(EFFECTS, { key: id, what: 'outcome' });
        if ('refused' in outcome) return refuse(errors.invalid(outcome.refused.error.message));
        return { id, object: 'customer', default_source: outcome.attached.id } as Stripe.Customer;
      },
    });
  }

  /** Stands for what waits because an object is in flight. */
  @EventPattern<string>('customer.updated')
  async onUpdated(): Promise<void> {
    waits = true;
    await released;
  }

  @Route('POST /v1/customers')
  async create({ payment_method }: Stripe.CustomerCreateParams) {
    const id = `cus_${payment_method}`;
    const outside = this.creating.begin(null, { id });
    const payload = { customer: id, kind: 'payment_method', id: payment_method!, replaces: null } as const;
    // Written twice: a command is one by its domain key, however often it is sent.
    for (let times = 0; times < 2; times++) {
      sendCommand({ to: 'payments', name: 'attach_to_customer', id: outside.attempt_id, key: id, payload });
    }
    return outside;
  }
}

interface Checking {
  origin: Origin<'attach_to_customer'>;
  id: string;
}

/** Payments, which accepts, refuses, or does not know what to do. */
@Injectable()
class PaymentMethodsService {
  private readonly checking: Beginning<Checking, object>;

  constructor(steps: Steps) {
    this.checking = steps.define('check_card', {
      call: async ({ id }: { id: string }) => ({ accepted: id !== 'pm_bank_declined' }),
      onOutcome: async ({ origin, id }: Checking, { accepted }) => {
        const declined = refused(errors.card('Your card was declined.', { code: 'card_declined' }));
        reply(origin, accepted ? { attached: { id } } : declined);
        return {};
      },
    });
  }

  check({ payload, ...origin }: Attach): Outside<object> {
    return this.checking.begin(null, { origin, id: payload.id });
  }
}

@Controller()
class PaymentMethodsConsumer {
  constructor(private readonly payment_methods: PaymentMethodsService) {}

  @EventPattern<string>('command.attach_to_customer')
  async attach(@Payload() command: Attach): Promise<Outside<object> | void> {
    const { id } = command.payload;
    scope().unit.insert(EFFECTS, { key: id, what: `${context().account} ${context().request_id} ${now()}` });
    if (id === 'pm_unknown') throw errors.resourceMissing('PaymentMethod', id, 'payment_method');
    if (id === 'pm_bug') throw new Error('a mistake');
    if (id.startsWith('pm_bank')) return this.payment_methods.check(command);
    reply(command, { attached: { id } });
  }
}

@Module({ controllers: [CustomersController] })
class BillingModule {}

@Module({ controllers: [PaymentMethodsConsumer], providers: [PaymentMethodsService] })
class PaymentsModule {}

let world: BusWorld;
let billing: Service;
let payments: Service;

beforeAll(async () => {
  world = new BusWorld();
  [billing, payments] = await Promise.all([
    world.service('billing', BillingModule, { events_of: ['billing'] }),
    world.service('payments', PaymentsModule),
  ]);
});
afterAll(() => world.close());

/** An hour ago: what a command is about need not be now. */
const THEN = CONTEXT.now - 3600;

async function create(payment_method: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer: Answer = await billing.call({
    operation: 'POST /v1/customers',
    ids: [],
    params: { payment_method },
    objects: {},
    context: { ...CONTEXT, request_id: `req_${payment_method}`, now: THEN },
  });
  if (answer.kind !== 'answer') throw new Error('the answer is no answer');
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> };
}

const effectsOn = async (service: Service, key: string) =>
  (await effectsOf(service)).filter((effect) => effect.key === key).map(({ what }) => what);

describe('a command', () => {
  it('is handled once, in the context of the request that sent it, and its reply is the answer', async () => {
    expect(await create('pm_good')).toMatchObject({ status: 200, body: { default_source: 'pm_good' } });
    await create('pm_last');
    expect(await effectsOn(payments, 'pm_good')).toEqual([`acct_test req_pm_good ${THEN}`]);
    expect(await effectsOn(billing, 'cus_pm_good')).toEqual(['outcome']);
  });

  it('is refused by an error of the API that its handler throws, and nothing else is written', async () => {
    const { status, body } = await create('pm_unknown');
    expect([status, body]).toMatchObject([
      400,
      { error: { message: "No such PaymentMethod: 'pm_unknown'" } },
    ]);
    expect(await effectsOn(payments, 'pm_unknown')).toEqual([]);
  });

  it.each([
    ['pm_bank_approved', 200],
    ['pm_bank_declined', 400],
  ])('may take a step outside first (%s)', async (payment_method, status) => {
    expect((await create(payment_method)).status).toBe(status);
  });

  it('is answered while the service that sent it waits with something else', async () => {
    const headers = eventHeaders('evt_1', 'customer.updated');
    await world.send('billing.events', [{ key: 'cus_1', value: '{}', headers }]);
    await eventually(() => waits);
    expect((await create('pm_meanwhile')).status).toBe(200);
    release();
  });

  it('that cannot be handled is refused and becomes a dead letter', async () => {
    const dead = await world.read('payments.dead');
    const { status, body } = await create('pm_bug');
    expect([status, body]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('unknown error') } },
    ]);
    await eventually(() => dead.length > 0);
    expect(dead).toHaveLength(1);
    expect(dead[0]!.headers).toMatchObject({
      ce_type: 'attach_to_customer',
      dead_reason: 'Error: a mistake',
    });
  });

  it('is remembered when the inbox has forgotten everything', async () => {
    await create('pm_early');
    const sent = await world.read('payments.commands');
    const { key, value, headers } = await eventually(() =>
      sent.find(({ value }) => value.includes('pm_early')),
    );
    await payments.runtime.database.query({ text: 'truncate inbox' });
    await world.send('payments.commands', [{ key, value, headers }]);
    await create('pm_later');
    expect(await effectsOn(payments, 'pm_early')).toHaveLength(1);
  });
});
