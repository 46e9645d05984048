import { context, publicUrl } from '@pinstripe/service';
import type { Asking } from './payer-action.ts';

/** The pages on which payers act: cards' authentication, and what providers would show. */
export type PagePath = '/3d_secure_2/hosted' | '/pm-redirects/authorize' | '/pm-redirects/voucher';

/** The address of the page of an action: whoever has it may act, and so it names the intent's secret. */
export function pageUrl(path: PagePath, intent: Omit<Asking, 'status'>, payer_action: string): string {
  const page = new URL(path, publicUrl());
  page.searchParams.set('merchant', context().account);
  page.searchParams.set(intent.object, intent.id);
  page.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? '');
  page.searchParams.set('source', payer_action);
  return page.href;
}
