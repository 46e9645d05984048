import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { CommandMessage } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { type JsonObject, randomText, ShiftedClock } from '@pinstripe/kernel';
import {
  Outside,
  readConfig,
  runUnit,
  type Service,
  startService,
  Steps,
  UNREQUESTED,
} from '@pinstripe/service';
import { testDatabase } from '@pinstripe/testing';
import { CARD_NETWORK } from '../card-network/card-network.ts';
import { SandboxNetwork } from '../card-network/sandbox-network.ts';
import { cards } from '../cards/card.entity.ts';
import { CardsWorker } from '../cards/cards.worker.ts';
import { bankAccounts } from '../bank-accounts/bank-account.entity.ts';
import { CustomerSourcesConsumer } from '../customer-sources/customer-sources.consumer.ts';
import { mandates } from '../mandates/mandate.entity.ts';
import { DeletedCustomerTables1700000014000 } from '../migrations/1700000014000-deleted-customer-tables.ts';
import { MandateTables1700000009500 } from '../migrations/1700000009500-mandate-tables.ts';
import { PaymentMethodTables1700000002000 } from '../migrations/1700000002000-payment-method-tables.ts';
import { SourceTables1700000007000 } from '../migrations/1700000007000-source-tables.ts';
import { sources } from '../sources/source.entity.ts';
import { tokens } from '../tokens/token.entity.ts';
import { TokensController } from '../tokens/tokens.controller.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { PaymentMethodsConsumer } from './payment-methods.consumer.ts';
import { PaymentMethodsController } from './payment-methods.controller.ts';
import { PaymentMethodsService } from './payment-methods.service.ts';
import { attachAfterPayment, resolveSource, usePaymentMethod } from './payment-methods.use.ts';
import { PaymentMethodsWorker } from './payment-methods.worker.ts';

@Module({
  controllers: [CustomerSourcesConsumer, PaymentMethodsConsumer, PaymentMethodsController, TokensController],
  providers: [
    CardsWorker,
    PaymentMethodsService,
    PaymentMethodsWorker,
    { provide: CARD_NETWORK, useClass: SandboxNetwork },
  ],
})
class PaymentMethodsModule {}

const clock = new ShiftedClock();
let service: Service;
let account: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  const config = readConfig({ DATABASE_URL: database.url, VAULT_KEY: '01'.repeat(32) }, []);
  service = await startService(
    {
      name: 'payments',
      module: PaymentMethodsModule,
      resources: [bankAccounts, cards, mandates, paymentMethods, sources, tokens],
      migrations: [
        PaymentMethodTables1700000002000,
        SourceTables1700000007000,
        MandateTables1700000009500,
        DeletedCustomerTables1700000014000,
      ],
    },
    { config, clock },
  );
});
afterAll(async () => {
  await service.close();
  await drop();
});
beforeEach(() => {
  account = `acct_${randomText(8)}`;
});

/** The document, list or error that a call is answered with, and its status. */
async function call(operation: string, ids: string[], params: object = {}): Promise<[number, JsonObject]> {
  const objects = Object.fromEntries(['cus_1', 'cus_2'].map((id) => [id, { id, object: 'customer' }]));
  const answer = await service.call({
    operation,
    ids,
    params: params as JsonObject,
    objects,
    context: { ...context(), request_id: `req_${randomText(8)}` },
  });
  if (answer.kind === 'needs') throw new Error(`needs ${answer.ids.join()}`);
  return [answer.status, JSON.parse(answer.body) as JsonObject];
}

async function ok(operation: string, ids: string[], params: object = {}): Promise<JsonObject> {
  const [status, body] = await call(operation, ids, params);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

async function refusal(operation: string, ids: string[], params: object = {}): Promise<object> {
  const [status, { error }] = await call(operation, ids, params);
  return { status, ...(error as object) };
}

const attach = (id: string, customer: string) =>
  ok('POST /v1/payment_methods/{payment_method}/attach', [id], { customer });
const detach = (id: string) => ok('POST /v1/payment_methods/{payment_method}/detach', [id]);

function context() {
  return { ...UNREQUESTED, account, livemode: false, now: Math.floor(clock.millis() / 1000) };
}

async function unit<T>(work: () => Promise<T>): Promise<T> {
  return (await runUnit(service.runtime, { context: context() }, work)).result;
}

/** The types of the account's events and replies, in order. */
async function events(): Promise<string[]> {
  const rows = await outbox();
  return rows.map(({ type }) => type);
}

function outbox() {
  return service.runtime.database.query<{ type: string; value: string }>({
    text: "select headers->>'ce_type' as type, value from outbox where headers->>'ce_account' = $1 order by id",
    values: [account],
  });
}

async function ids(customer: string): Promise<string[]> {
  const { data } = await ok('GET /v1/customers/{customer}/payment_methods', [customer]);
  return (data as { id: string }[]).map(({ id }) => id);
}

describe('payment methods', () => {
  const card = { number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc: '123' };

  it('are created, attached, updated, listed and detached', async () => {
    const { id } = await ok('POST /v1/payment_methods', [], { type: 'card', card });
    expect(await refusal('POST /v1/payment_methods/{payment_method}', [id as string])).toMatchObject({
      status: 400,
    });
    const attached = await attach(id as string, 'cus_1');
    expect(attached).toMatchObject({ id, customer: 'cus_1', card: { checks: { cvc_check: 'pass' } } });
    expect(await attach(id as string, 'cus_1')).toEqual(attached);
    expect(
      await refusal('POST /v1/payment_methods/{payment_method}/attach', [id as string], {
        customer: 'cus_2',
      }),
    ).toMatchObject({ message: expect.stringContaining('already been attached') });
    const params = { metadata: { a: '1' }, card: { exp_year: 2040 } };
    const updated = await ok('POST /v1/payment_methods/{payment_method}', [id as string], params);
    expect(updated).toMatchObject({ metadata: { a: '1' }, card: { exp_month: 8, exp_year: 2040 } });
    expect(await ids('cus_1')).toEqual([id]);
    expect(await ids('cus_2')).toEqual([]);
    expect(
      await ok('GET /v1/customers/{customer}/payment_methods/{payment_method}', ['cus_1', id as string]),
    ).toEqual(updated);
    expect(
      await refusal('GET /v1/customers/{customer}/payment_methods/{payment_method}', ['cus_2', id as string]),
    ).toMatchObject({ status: 404, code: 'resource_missing' });
    expect(await detach(id as string)).toEqual({ ...updated, customer: null });
    expect(await ids('cus_1')).toEqual([]);
    expect(
      await refusal('POST /v1/payment_methods/{payment_method}/attach', [id as string], {
        customer: 'cus_1',
      }),
    ).toMatchObject({ message: expect.stringContaining('may not be used again') });
    expect(await events()).toEqual([
      'payment_method.attached',
      'payment_method.updated',
      'payment_method.detached',
    ]);
  });

  it('keep their numbers in the vault, sealed, and nowhere else', async () => {
    const { id } = await ok('POST /v1/payment_methods', [], { type: 'card', card });
    await attach(id as string, 'cus_1');
    await ok('POST /v1/payment_methods/{payment_method}', [id as string], { card: { exp_year: 2040 } });
    const opened = await unit(async () => {
      await paymentMethods.load(id as string);
      return openVault(paymentMethods.privateOf(id as string)!.vault!);
    });
    expect(opened).toEqual({ number: card.number, exp_month: 8, exp_year: 2040 });
    for (const table of ['vault', 'payment_methods', 'attempts', 'outbox', 'idempotency']) {
      const rows = await service.runtime.database.query({ text: `select * from ${table}` });
      expect(JSON.stringify(rows)).not.toContain(card.number);
    }
  });

  it('of test ids are made when they are used', async () => {
    expect(await ok('GET /v1/payment_methods/{payment_method}', ['pm_card_visa'])).toMatchObject({
      id: 'pm_card_visa',
      card: { last4: '4242' },
    });
    expect(await ok('GET /v1/payment_methods/{payment_method}', ['pm_usBankAccount_success'])).toMatchObject({
      id: 'pm_usBankAccount_success',
      customer: null,
      us_bank_account: { fingerprint: expect.stringMatching(/^\w{16}$/), last4: '6789' },
    });
    const first = await attach('pm_card_visa', 'cus_1');
    const second = await attach('pm_card_mastercard', 'cus_1');
    expect([first['id'], second['id']]).toEqual([
      expect.stringMatching(/^pm_\w{24}$/),
      expect.stringMatching(/^pm_/),
    ]);
    expect(await ids('cus_1')).toEqual([second['id'], first['id']]);
    expect(
      await refusal('POST /v1/payment_methods/{payment_method}/attach', ['pm_card_none'], {
        customer: 'cus_1',
      }),
    ).toMatchObject({ status: 404, code: 'resource_missing', param: 'payment_method' });
  });

  it('are not attached when the bank declines, and may be asked again', async () => {
    const declined = { type: 'card', card: { ...card, number: '4000000000009995' } };
    const { id } = await ok('POST /v1/payment_methods', [], declined);
    for (const customer of ['cus_1', 'cus_2']) {
      expect(
        await refusal('POST /v1/payment_methods/{payment_method}/attach', [id as string], {
          customer,
        }),
      ).toMatchObject({ status: 402, type: 'card_error', decline_code: 'insufficient_funds' });
    }
    expect(await ok('GET /v1/payment_methods/{payment_method}', [id as string])).toMatchObject({
      customer: null,
    });
    expect(await events()).toEqual([]);
  });

  it('are listed by type and whether they may be shown again', async () => {
    const { id } = await attach('pm_card_visa', 'cus_1');
    await ok('POST /v1/payment_methods/{payment_method}', [id as string], { allow_redisplay: 'always' });
    await attach('pm_card_visa', 'cus_1');
    const of = (params: object) => ok('GET /v1/customers/{customer}/payment_methods', ['cus_1'], params);
    expect((await of({ allow_redisplay: 'always' }))['data']).toMatchObject([{ id }]);
    expect((await of({ type: 'card' }))['data']).toHaveLength(2);
    expect((await of({ type: 'link' }))['data']).toEqual([]);
    expect((await ok('GET /v1/payment_methods', [], { customer: 'cus_1' }))['data']).toHaveLength(2);
    expect((await ok('GET /v1/payment_methods', []))['data']).toEqual([]);
  });
});

describe('tokens', () => {
  const params = {
    card: { number: '4242424242424242', exp_month: '8', exp_year: '2034', cvc: '123', address_zip: '94102' },
  };

  it('are used once, by a payment method', async () => {
    const token = await ok('POST /v1/tokens', [], params);
    const of_token = { type: 'card', card: { token: token['id'] } };
    const method = await ok('POST /v1/payment_methods', [], of_token);
    const card = token['card'] as JsonObject;
    expect((method['card'] as JsonObject)['fingerprint']).toBe(card['fingerprint']);
    expect(await ok('GET /v1/tokens/{token}', [token['id'] as string])).toEqual({ ...token, used: true });
    expect(await refusal('POST /v1/payment_methods', [], of_token)).toMatchObject({
      code: 'token_already_used',
    });
    expect(
      await refusal('POST /v1/payment_methods', [], { type: 'card', card: { token: 'tok_none' } }),
    ).toMatchObject({
      message: 'Invalid token id: tok_none',
    });
  });

  it('refuse a card that cannot be one', async () => {
    const wrong = { card: { ...params.card, number: '4242424242424241' } };
    expect(await refusal('POST /v1/tokens', [], wrong)).toMatchObject({
      status: 402,
      code: 'incorrect_number',
    });
  });

  it('of test ids never wear out', async () => {
    expect(await ok('GET /v1/tokens/{token}', ['tok_visa'])).toMatchObject({ id: 'tok_visa', used: false });
    for (const token of ['tok_visa', 'tok_visa']) {
      await ok('POST /v1/payment_methods', [], { type: 'card', card: { token } });
    }
  });

  it('become the source of a charge', async () => {
    const { id, card } = await ok('POST /v1/tokens', [], params);
    const source = await unit(() => resolveSource(id as string, 'source'));
    expect(source).toMatchObject({
      card,
      payment_method: { id: (card as JsonObject)['id'], customer: null },
    });
    await expect(unit(() => resolveSource(id as string, 'source'))).rejects.toThrow('more than once');
    await expect(unit(() => resolveSource('tok_none', 'source'))).rejects.toThrow(
      "No such token: 'tok_none'",
    );
  });
});

describe('payments', () => {
  const payment = {
    id: 'pi_1',
    customer: null,
    payment_method: 'pm_card_visa',
    payment_method_options: null,
    setup_future_usage: null,
  };

  it('without a customer use a payment method up', async () => {
    const { id } = await unit(() => usePaymentMethod(payment));
    await expect(unit(() => usePaymentMethod({ ...payment, payment_method: id }))).resolves.toMatchObject({
      id,
    });
    await expect(
      unit(() => usePaymentMethod({ ...payment, id: 'pi_2', payment_method: id })),
    ).rejects.toThrow('may not be used again');
  });

  it('attach what they set up', async () => {
    const setting_up = { ...payment, customer: 'cus_1', setup_future_usage: 'off_session' as const };
    const method = await unit(() => usePaymentMethod(setting_up));
    await unit(() => attachAfterPayment(setting_up, method));
    expect(await ids('cus_1')).toEqual([method.id]);
    await unit(async () => {
      await paymentMethods.load(method.id);
      expect(paymentMethods.privateOf(method.id)).toMatchObject({ set_up: true });
    });
    expect(await events()).toEqual(['payment_method.attached']);
  });
});

describe('what billing asks for', () => {
  type Payload = Commands['attach_to_customer']['payload'];

  /** Handles a command as the bus does, by a process that dies or not, and answers the reply. */
  async function ask(payload: Payload, dies = false): Promise<Commands['attach_to_customer']['outcome']> {
    const id = `att_${randomText(24)}`;
    const command: CommandMessage<'attach_to_customer'> = {
      id,
      name: 'attach_to_customer',
      reply_to: 'billing',
      key: payload.customer,
      payload,
    };
    const consumer = service.app.get(CustomerSourcesConsumer);
    const begun = await unit(() => consumer.onAttachToCustomer(command));
    if (dies) {
      clock.advance(11);
      await service.poll();
    } else if (begun instanceof Outside) {
      await service.app.get(Steps).finish(service.runtime, context(), begun.attempt_id);
    }
    return JSON.parse((await outbox()).find(({ type }) => type === 'attach_to_customer')!.value) as never;
  }

  it('adds a token’s card to the sources, in place of another', async () => {
    const { id, card } = await ok('POST /v1/tokens', [], {
      card: { number: '4242424242424242', exp_month: '8', exp_year: '2034', cvc: '123' },
    });
    const source = { customer: 'cus_1', kind: 'source' as const, id: id as string, replaces: null };
    const card_id = (card as JsonObject)['id'] as string;
    expect(await ask(source)).toEqual({ attached: { id: card_id } });
    expect(await ids('cus_1')).toEqual([card_id]);
    expect(await service.objects({ ...context(), ids: [card_id] })).toMatchObject({
      [card_id]: { object: 'card', customer: 'cus_1', cvc_check: 'pass' },
    });
    await expect(ask(source)).rejects.toThrow('You cannot use a Stripe token more than once');
    await ask({ ...source, id: 'tok_visa', replaces: card_id });
    expect(await ids('cus_1')).toEqual([expect.stringMatching(/^card_/)]);
    expect(await service.objects({ ...context(), ids: [card_id] })).toEqual({});
    expect(await events()).toEqual([
      'customer.source.created',
      'payment_method.attached',
      'attach_to_customer',
      'customer.source.created',
      'payment_method.attached',
      'payment_method.detached',
      'customer.source.deleted',
      'attach_to_customer',
    ]);
  });

  it.each([false, true])('attaches a payment method; its process dies: %s', async (dies) => {
    const asked = { customer: 'cus_1', kind: 'payment_method' as const, id: 'pm_card_visa', replaces: null };
    const outcome = await ask(asked, dies);
    expect(outcome).toEqual({ attached: { id: expect.stringMatching(/^pm_\w{24}$/) } });
    expect(await events()).toEqual(['payment_method.attached', 'attach_to_customer']);
  });

  it.each([
    ['source', 'tok_chargeDeclined'],
    ['payment_method', 'pm_card_chargeDeclined'],
  ] as const)('refuses a %s that the bank declines', async (kind, id) => {
    expect(await ask({ customer: 'cus_1', kind, id, replaces: null })).toMatchObject({
      refused: { status: 402, error: { type: 'card_error', decline_code: 'generic_decline' } },
    });
    expect(await ids('cus_1')).toEqual([]);
    expect(await events()).toEqual(['attach_to_customer']);
  });

  it.each([
    ['source', 'tok_none', "No such token: 'tok_none'"],
    ['source', 'pm_card_visa', 'You cannot use a PaymentMethod as a source for Customers'],
    ['payment_method', 'tok_visa', 'tok_visa'],
  ] as const)('refuses a %s %s', async (kind, id, message) => {
    await expect(ask({ customer: 'cus_1', kind, id, replaces: null })).rejects.toThrow(message);
  });

  it('takes everything away from a customer that is deleted, and what was late too', async () => {
    const { id: method } = await attach('pm_card_visa', 'cus_1');
    await ask({ customer: 'cus_1', kind: 'source', id: 'tok_visa', replaces: null });
    const event = { data: { object: { id: 'cus_1' } } } as never;
    await unit(() => service.app.get(PaymentMethodsConsumer).onCustomerDeleted(event));
    expect(await ids('cus_1')).toEqual([]);
    expect(await ok('GET /v1/payment_methods/{payment_method}', [method as string])).toMatchObject({
      customer: null,
    });
    expect((await events()).slice(-3).sort()).toEqual([
      'customer.source.deleted',
      'payment_method.detached',
      'payment_method.detached',
    ]);
    await attach('pm_card_visa', 'cus_1');
    clock.advance(11 * 60);
    await service.poll();
    expect(await ids('cus_1')).toEqual([]);
  });
});
