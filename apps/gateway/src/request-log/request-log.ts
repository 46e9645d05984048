import { LossyTopic, topicOf } from '@pinstripe/bus';
import type { ErrorBody } from '@pinstripe/kernel';
import type { LoggedRequest } from '@pinstripe/service';
import { redactLine, redactText } from '@pinstripe/telemetry';
import type { RequestLog } from '../http/exchange.ts';

/** As much of a text is shown: what a client sends may come back whole, in a path or in an error. */
const TEXT_LENGTH_MAX = 540;
/** More than can be left of a secret and not look like one: twelve digits of a card number, in groups. */
const REST_OF_SECRET = /[^\]]{1,40}$/;

/**
 * Tells whoever listens (`stripe logs tail`) of every request that a key was good for, on the gateway's lossy topic. A
 * request for a connected account is told to both accounts, each from its own side.
 */
export class RequestLogTopic {
  private readonly topic: LossyTopic;

  constructor({ brokers, namespace }: { brokers: string[]; namespace: string }) {
    const topic = topicOf(namespace, 'gateway', 'requests');
    this.topic = new LossyTopic({ brokers, client_id: `${namespace}.gateway`, topic, clean });
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

/** Takes out the secrets that an error repeats. */
export function clean(entry: string): string {
  return redactLine(entry).trimEnd();
}

/** What the account's owner is shown, once it is clean: no parameter, since only the path is kept. */
export function entryOf(log: RequestLog, side: LoggedRequest['side']): LoggedRequest {
  const { created_at, livemode, method, request_id, status, path, client_ip, error } = log;
  return {
    created_at,
    livemode,
    method,
    request_id,
    status,
    url: cut(path),
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
    message: cut(message),
    param: cut(param ?? ''),
  };
}

/** The beginning of a long text. What a cut leaves of a secret is not known as one, so that its end goes too. */
function cut(text: string): string {
  if (text.length <= TEXT_LENGTH_MAX) return text;
  return `${redactText(text.slice(0, TEXT_LENGTH_MAX)).replace(REST_OF_SECRET, '')}…`;
}
