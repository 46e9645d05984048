/**
 * The one module that reads the environment. What is missing or malformed is one clear sentence at start, never a
 * surprise later.
 */
export interface ServiceConfig {
  /** `sandbox`: every well-formed test key is its own account. `platform`: keys are minted, webhooks may not go inside. */
  mode: 'sandbox' | 'platform';
  database_url: string;
  kafka_brokers: string[];
  /** First part of every topic's name; several platforms can share a broker. */
  namespace: string;
  host: string;
  port: number;
  /** Where clients and their browsers reach the platform; null to go by what each request says. */
  public_url: string | null;
  /** Base addresses of the replicas of each service, by its name; only the gateway needs them. */
  service_urls: Record<string, string[]>;
  otlp_endpoint: string | null;
  /** 32 bytes in hexadecimal: the key that seals card numbers; only payments needs it. */
  vault_key: string | null;
  log_level: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the platform listens unless told otherwise. */
export const PORT_DEFAULT = 12111;

/** What a service cannot do without; the gateway can. */
const STORES = ['DATABASE_URL', 'KAFKA_BROKERS'];

/** @throws Error naming the variable that is missing or malformed. */
export function readConfig(
  env: Environment = process.env,
  required: readonly string[] = STORES,
): ServiceConfig {
  for (const name of required) if (!env[name]) throw new Error(`${name} is not set.`);
  const mode = env.PINSTRIPE_MODE ?? 'sandbox';
  if (mode !== 'sandbox' && mode !== 'platform') {
    throw new Error(`PINSTRIPE_MODE is '${mode}'; it must be 'sandbox' or 'platform'.`);
  }
  return {
    mode,
    database_url: env.DATABASE_URL ?? '',
    kafka_brokers: (env.KAFKA_BROKERS ?? '').split(',').filter((address) => address !== ''),
    namespace: env.PINSTRIPE_NAMESPACE ?? 'pinstripe',
    host: env.HOST ?? '127.0.0.1',
    port: port(env),
    public_url: publicUrl(env),
    service_urls: serviceUrls(env),
    otlp_endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    vault_key: vaultKey(env),
    log_level: env.LOG_LEVEL ?? 'info',
  };
}

function port(env: Environment): number {
  const value = Number(env.PORT ?? '0');
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new Error(`PORT is '${env.PORT}'; it must be a whole number from 0 to 65535.`);
  }
  return value;
}

function publicUrl({ PINSTRIPE_PUBLIC_URL: url }: Environment): string | null {
  if (url === undefined) return null;
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new Error(`PINSTRIPE_PUBLIC_URL is '${url}'; it must be an address, https://pay.example.com.`);
  }
  return new URL(url).origin;
}

function vaultKey({ VAULT_KEY }: Environment): string | null {
  if (VAULT_KEY !== undefined && !/^[0-9a-f]{64}$/i.test(VAULT_KEY)) {
    throw new Error('VAULT_KEY must be 32 bytes in hexadecimal: 64 characters.');
  }
  return VAULT_KEY ?? null;
}

/** `PAYMENTS_URL=http://…,http://…` are the addresses of the service `payments`. */
function serviceUrls(env: Environment): Record<string, string[]> {
  const urls: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(env)) {
    const service = /^([A-Z]+)_URL$/.exec(name)?.[1]?.toLowerCase();
    if (service !== undefined && service !== 'database' && value) urls[service] = value.split(',');
  }
  return urls;
}
