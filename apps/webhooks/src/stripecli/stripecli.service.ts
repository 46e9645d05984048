import { Injectable } from '@nestjs/common';
import {
  API_VERSION,
  STRIPECLI_SOCKET,
  type StripecliSession,
  type StripecliSessionCreateParams,
} from '@pinstripe/contract';
import { randomText, type Timestamp } from '@pinstripe/kernel';
import { context, publicUrl, Runtime } from '@pinstripe/service';
import { create, seal, secretOf, type Session, SESSION_LIFETIME, unseal } from './session.ts';

@Injectable()
export class StripecliService {
  private known_key: Promise<Buffer> | null = null;

  constructor(private readonly runtime: Runtime) {}

  async create(params: StripecliSessionCreateParams): Promise<StripecliSession> {
    const session = create(params, context());
    const key = await this.key();
    return {
      default_version: API_VERSION,
      device_token: `dt_${randomText(24)}`,
      display_connect_filter_warning: false,
      latest_version: API_VERSION,
      // The CLI does not reconnect after so long, but begins anew, and misses what happens meanwhile.
      reconnect_delay: SESSION_LIFETIME,
      secret: secretOf(session, key),
      websocket_authorized_feature: session.features[0]!,
      websocket_id: seal(session, key),
      websocket_url: socketUrl(context().base_url ?? publicUrl()),
    };
  }

  /** The session that the CLI names, and what signs for it; null when it has to ask for another. */
  async find(id: string, now: Timestamp): Promise<{ session: Session; secret: string } | null> {
    const key = await this.key();
    const session = unseal(id, key, now);
    return session && { session, secret: secretOf(session, key) };
  }

  /** Read once: it never changes. */
  private key(): Promise<Buffer> {
    this.known_key ??= this.readKey().catch((error: unknown) => {
      this.known_key = null;
      throw error;
    });
    return this.known_key;
  }

  private async readKey(): Promise<Buffer> {
    const [row] = await this.runtime.database.query<{ key: Buffer }>({
      text: 'select key from stripecli_key',
    });
    return row!.key;
  }
}

/** On the gateway, as the client has reached it. */
function socketUrl(base_url: string): string {
  return base_url.replace(/^http/, 'ws') + STRIPECLI_SOCKET;
}
