import { LossyTopic, topicOf } from '@pinstripe/bus';
import type { ErrorBody } from '@pinstripe/kernel';
import type { LoggedRequest } from '@pinstripe/service';
import { redactText } from '@pinstripe/telemetry';
import type { RequestLog } from '../http/exchange.ts';

/**
 * Tells whoever listens (`stripe logs tail`) of every request that a key was good for, on the gateway's lossy topic. A
 * request for a connected account is told to both accounts, each from its own side.
 */
export class RequestLogTopic {
  private readonly topic: LossyTopic;

  constructor({ brokers, namespace }: { brokers: string[]; namespace: string }) {
    const topic = topicOf(namespace, 'gateway', 'requests');
    this.topic = new LossyTopic({ brokers, client_id: `${namespace}.gateway`, topic });
  }

  readonly onRequest = (log: RequestLog): void => {
    const { account, caller, livemode } = log;
    if (account === null || caller === null) return;
    if (account === caller) return this.topic.say({ account, livemode }, entryOf(log, 'self'));
    this.topic.say({ account, livemode }, entryOf(log, 'connect_in'));
    this.topic.say({ account: caller, livemode }, entryOf(log, 'connect_out'));
  };

  close(): Promise<void> {
    return this.topic.close();
  }
}

/** What the account's owner is shown: no parameter, since only the path is kept, and no secret that an error repeats. */
export function entryOf(log: RequestLog, side: LoggedRequest['side']): LoggedRequest {
  const { created_at, livemode, method, request_id, status, path, client_ip, error } = log;
  return {
    created_at,
    livemode,
    method,
    request_id,
    status,
    url: redactText(path),
    error: error === null ? null : shown(error),
    side,
    source: 'API',
    ip_address: client_ip,
  };
}

function shown({ type, charge, code, decline_code, message, param }: ErrorBody): LoggedRequest['error'] {
  return {
    type,
    charge: charge ?? '',
    code: code ?? '',
    decline_code: decline_code ?? '',
    message: redactText(message),
    param: param === undefined ? '' : redactText(param),
  };
}
