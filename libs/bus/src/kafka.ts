import { logger } from '@pinstripe/telemetry';
import { Kafka, type LogEntry, logLevel, type RetryOptions } from 'kafkajs';

const log = logger('kafka');

/** How often it tries is left to kafkajs (five times); beyond that our own loops begin anew, and say so. */
const RETRY: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1000 };

/** A client of the brokers. It connects when it is first used, and its log is the platform's. */
export function kafkaClient(client_id: string, brokers: string[], retry = RETRY): Kafka {
  return new Kafka({
    clientId: client_id,
    brokers,
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    retry,
    logLevel: logLevel.WARN,
    logCreator: () => record,
  });
}

/**
 * What kafkajs calls an error is often none: it says so of every rebalance and of each try while a broker is away. What
 * comes of it is logged by the relay and by the consumers.
 */
function record({
  level,
  namespace,
  log: { timestamp: _, message, logger: __, stack: ___, ...rest },
}: LogEntry) {
  const fields = { part: namespace, ...rest };
  if (level === logLevel.ERROR) log.info(fields, message);
  else log.debug(fields, message);
}
