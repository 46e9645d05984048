import { contract, type EventType, type ObjectName, type ThinEventType } from './contract.ts';

/** The services that own routes and objects. */
export const SERVICES = [
  'payments',
  'billing',
  'connect',
  'issuing',
  'treasury',
  'terminal',
  'identity',
  'tax',
  'webhooks',
  'reporting',
  'files',
] as const;

export type Service = (typeof SERVICES)[number];

/** Who owns the routes below a path; the longest path that fits decides. */
const PATHS: Readonly<Record<Service, readonly string[]>> = {
  payments: [
    '/pinstripe/pages',
    '/pinstripe/refunds',
    '/v1/apple_pay',
    '/v1/application_fees',
    '/v1/balance',
    '/v1/balance_transactions',
    '/v1/charges',
    '/v1/climate',
    '/v1/confirmation_tokens',
    '/v1/customers/{customer}/bank_accounts',
    '/v1/customers/{customer}/cards',
    '/v1/customers/{customer}/cash_balance',
    '/v1/customers/{customer}/cash_balance_transactions',
    '/v1/customers/{customer}/funding_instructions',
    '/v1/customers/{customer}/payment_methods',
    '/v1/customers/{customer}/sources',
    '/v1/disputes',
    '/v1/exchange_rates',
    '/v1/forwarding',
    '/v1/mandates',
    '/v1/payment_intents',
    '/v1/payment_method_configurations',
    '/v1/payment_method_domains',
    '/v1/payment_methods',
    '/v1/payouts',
    '/v1/radar',
    '/v1/refunds',
    '/v1/reviews',
    '/v1/setup_attempts',
    '/v1/setup_intents',
    '/v1/sources',
    '/v1/test_helpers/confirmation_tokens',
    '/v1/test_helpers/customers',
    '/v1/test_helpers/refunds',
    '/v1/tokens',
    '/v1/topups',
    '/v1/transfers',
  ],
  billing: [
    '/v1/billing',
    '/v1/billing_portal',
    '/v1/checkout',
    '/v1/coupons',
    '/v1/credit_notes',
    '/v1/customer_sessions',
    '/v1/customers',
    '/v1/entitlements',
    '/v1/invoice_rendering_templates',
    '/v1/invoiceitems',
    '/v1/invoices',
    '/v1/payment_links',
    '/v1/plans',
    '/v1/prices',
    '/v1/products',
    '/v1/promotion_codes',
    '/v1/quotes',
    '/v1/shipping_rates',
    '/v1/subscription_items',
    '/v1/subscription_schedules',
    '/v1/subscriptions',
    '/v1/tax_ids',
    '/v1/tax_rates',
    '/v1/test_helpers/test_clocks',
    '/v2/billing',
  ],
  connect: [
    '/oauth',
    '/v1/account',
    '/v1/account_links',
    '/v1/account_sessions',
    '/v1/accounts',
    '/v1/apps',
    '/v1/country_specs',
    '/v1/ephemeral_keys',
  ],
  issuing: ['/v1/issuing', '/v1/test_helpers/issuing'],
  treasury: ['/v1/financial_connections', '/v1/test_helpers/treasury', '/v1/treasury'],
  terminal: ['/v1/terminal', '/v1/test_helpers/terminal'],
  identity: ['/v1/identity'],
  tax: ['/v1/tax', '/v1/tax_codes'],
  webhooks: [
    '/pinstripe/event_destinations',
    '/pinstripe/webhook_endpoints',
    '/v1/events',
    '/v1/stripecli',
    '/v1/webhook_endpoints',
    '/v2/core',
  ],
  reporting: ['/v1/reporting', '/v1/sigma'],
  files: ['/v1/file_links', '/v1/files'],
};

/**
 * Who owns the objects of a type, and the prefixes of their ids: those of new ones first. There are none where ids are
 * names (a country, a client's own choice) or objects have no id.
 */
const OBJECTS: Readonly<Record<Service, Partial<Record<ObjectName, readonly string[]>>>> = {
  payments: {
    apple_pay_domain: ['apwc'],
    application_fee: ['fee'],
    balance: [],
    balance_transaction: ['txn'],
    // Those of a customer; the external accounts of an account are connect's, under the same prefixes.
    bank_account: ['ba'],
    card: ['card'],
    cash_balance: [],
    charge: ['ch', 'py'],
    'climate.order': ['climorder'],
    'climate.product': ['climsku'],
    'climate.supplier': ['climsup'],
    confirmation_token: ['ctoken'],
    connect_collection_transfer: ['connct'],
    customer_cash_balance_transaction: ['ccsbtxn'],
    dispute: ['du', 'dp'],
    exchange_rate: [],
    fee_refund: ['fr'],
    'forwarding.request': ['fwdreq'],
    funding_instructions: [],
    mandate: ['mandate'],
    payment_intent: ['pi'],
    payment_method: ['pm'],
    payment_method_configuration: ['pmc'],
    payment_method_domain: ['pmd'],
    payout: ['po'],
    'radar.early_fraud_warning': ['issfr'],
    'radar.value_list': ['rsl'],
    'radar.value_list_item': ['rsli'],
    refund: ['re', 'pyr'],
    reserve_transaction: ['rtx'],
    review: ['prv'],
    setup_attempt: ['setatt'],
    setup_intent: ['seti'],
    source: ['src'],
    source_mandate_notification: ['srcmn'],
    source_transaction: ['srctxn'],
    tax_deducted_at_source: ['itds'],
    token: ['tok', 'btok', 'ct', 'cpt', 'cvctok', 'pii'],
    topup: ['tu'],
    transfer: ['tr'],
    transfer_reversal: ['trr'],
  },
  billing: {
    'billing.alert': ['alrt'],
    'billing.alert_triggered': [],
    'billing.credit_balance_summary': [],
    'billing.credit_balance_transaction': ['crbtxn'],
    'billing.credit_grant': ['credgr'],
    'billing.meter': ['mtr'],
    'billing.meter_event': [],
    'billing.meter_event_adjustment': [],
    'billing.meter_event_summary': ['mtrusg'],
    'billing_portal.configuration': ['bpc'],
    'billing_portal.session': ['bps'],
    'checkout.session': ['cs'],
    coupon: [],
    credit_note: ['cn'],
    credit_note_line_item: ['cnli'],
    customer: ['cus'],
    customer_balance_transaction: ['cbtxn'],
    customer_session: [],
    discount: ['di'],
    'entitlements.active_entitlement': ['ent'],
    'entitlements.active_entitlement_summary': [],
    'entitlements.feature': ['feat'],
    invoice: ['in'],
    invoice_rendering_template: ['inrtem'],
    invoiceitem: ['ii'],
    item: ['li'],
    line_item: ['il'],
    payment_link: ['plink'],
    plan: ['plan'],
    price: ['price'],
    product: ['prod'],
    product_feature: ['prodft'],
    promotion_code: ['promo'],
    quote: ['qt'],
    shipping_rate: ['shr'],
    subscription: ['sub'],
    subscription_item: ['si'],
    subscription_schedule: ['sub_sched'],
    tax_id: ['txi'],
    tax_rate: ['txr'],
    'test_helpers.test_clock': ['clock'],
    usage_record: ['mbur'],
    usage_record_summary: ['sis'],
    'v2.billing.meter_event': [],
    'v2.billing.meter_event_adjustment': ['mtrea'],
    'v2.billing.meter_event_session': ['mtres'],
  },
  connect: {
    account: ['acct'],
    account_link: [],
    account_session: [],
    application: ['ca'],
    'apps.secret': ['appsecret'],
    capability: [],
    country_spec: [],
    ephemeral_key: ['ephkey'],
    login_link: [],
    person: ['person'],
  },
  issuing: {
    'issuing.authorization': ['iauth'],
    'issuing.card': ['ic'],
    'issuing.cardholder': ['ich'],
    'issuing.dispute': ['idp'],
    'issuing.personalization_design': ['ipcd'],
    'issuing.physical_bundle': ['ics'],
    'issuing.token': ['intok'],
    'issuing.transaction': ['ipi'],
  },
  treasury: {
    'financial_connections.account': ['fca'],
    'financial_connections.account_owner': ['fcaown'],
    'financial_connections.account_ownership': ['fcaos'],
    'financial_connections.session': ['fcsess'],
    'financial_connections.transaction': ['fctxn'],
    'treasury.credit_reversal': ['credrev'],
    'treasury.debit_reversal': ['debrev'],
    'treasury.financial_account': ['fa'],
    'treasury.financial_account_features': [],
    'treasury.inbound_transfer': ['ibt'],
    'treasury.outbound_payment': ['obp'],
    'treasury.outbound_transfer': ['obt'],
    'treasury.received_credit': ['rc'],
    'treasury.received_debit': ['rd'],
    'treasury.transaction': ['trxn'],
    'treasury.transaction_entry': ['trxne'],
  },
  terminal: {
    'terminal.configuration': ['tmc'],
    'terminal.connection_token': [],
    'terminal.location': ['tml'],
    'terminal.reader': ['tmr'],
  },
  identity: {
    'identity.verification_report': ['vr'],
    'identity.verification_session': ['vs'],
  },
  tax: {
    'tax.calculation': ['taxcalc'],
    'tax.calculation_line_item': ['tax_li'],
    'tax.registration': ['taxreg'],
    'tax.settings': [],
    'tax.transaction': ['tax'],
    'tax.transaction_line_item': ['tax_tli'],
    tax_code: ['txcd'],
  },
  webhooks: {
    event: ['evt'],
    'v2.core.event': ['evt_test', 'evt_live'],
    'v2.core.event_destination': ['ed'],
    webhook_endpoint: ['we'],
  },
  reporting: {
    'reporting.report_run': ['frr'],
    'reporting.report_type': [],
    scheduled_query_run: ['sqr'],
  },
  files: {
    file: ['file'],
    file_link: ['link'],
  },
};

/** Who sends the events of types that begin so, where their objects do not tell: of several services, or none. */
const EVENTS: Readonly<Record<string, Service>> = {
  'account.external_account.': 'connect',
  'customer.source.': 'payments',
  'v1.billing.meter.': 'billing',
};

export interface ObjectOwner {
  readonly object: ObjectName;
  readonly service: Service;
  /** Of ids, without the underscore; the first is that of new ones. */
  readonly prefixes: readonly string[];
}

const owners = SERVICES.flatMap((service) =>
  Object.entries(OBJECTS[service]).map(([object, prefixes]): ObjectOwner => ({
    object: object as ObjectName,
    service,
    prefixes,
  })),
);
const ownersByObject = new Map(owners.map((owner) => [owner.object, owner]));
const ownersByPrefix = new Map(owners.flatMap((owner) => owner.prefixes.map((prefix) => [prefix, owner])));
const servicesByPath = new Map(SERVICES.flatMap((service) => PATHS[service].map((path) => [path, service])));

/** The service that owns a route, by the route's path template. @throws if none does. */
export function ownerOfRoute(path: string): Service {
  for (let prefix = path; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
    const service = servicesByPath.get(prefix);
    if (service !== undefined) return service;
  }
  throw new Error(`nobody owns ${path}`);
}

/** The service that owns the objects of a type, and the prefixes of their ids. */
export function ownerOfObject(object: ObjectName): ObjectOwner {
  const owner = ownersByObject.get(object);
  if (owner === undefined) throw new Error(`nobody owns ${object}`);
  return owner;
}

/** The service that sends events of a type: the one whose objects they are about. @throws Error if that is nobody. */
export function ownerOfEvent(type: EventType | ThinEventType): Service {
  const named = Object.keys(EVENTS).find((beginning) => type.startsWith(beginning));
  if (named !== undefined) return EVENTS[named]!;
  const [object] = objectsOfEvent(type);
  if (object === undefined) throw new Error(`nobody sends ${type}`);
  return ownerOfObject(object).service;
}

/** The types of object that events of a type may be about. */
export function objectsOfEvent(type: EventType | ThinEventType): readonly ObjectName[] {
  const { event_types, thin_event_types } = contract();
  const thin = thin_event_types.get(type);
  return event_types.get(type as EventType) ?? (thin == null ? [] : [thin]);
}

/** The service that owns the objects whose ids begin with `prefix` and an underscore; undefined if none do. */
export function serviceOfPrefix(prefix: string): Service | undefined {
  return ownersByPrefix.get(prefix)?.service;
}

/**
 * What the id is the id of, by its longest known prefix; undefined if that cannot be told from the id. A client secret,
 * which begins with an id, is none.
 */
export function objectOfId(id: string): ObjectOwner | undefined {
  if (id.includes('_secret_')) return undefined;
  for (let end = id.lastIndexOf('_'); end > 0; end = id.lastIndexOf('_', end - 1)) {
    const owner = ownersByPrefix.get(id.slice(0, end));
    if (owner !== undefined) return owner;
  }
  return undefined;
}
