import type { PayerActionSeen } from '@pinstripe/contract';
import { amountOf } from '../amount.ts';
import type { Ask } from '../ask.ts';
import { gone, later } from '../hosted-page.ts';
import { type Html, html } from '../html.ts';
import { facts, page } from '../layout.ts';
import type { Answer, Page, PageRequest } from '../pages.ts';
import { nameOf } from '../payment-method-name.ts';
import { voucherDetails } from './voucher-details.ts';

const OUTCOMES = ['failed', 'succeeded'];

/** What a page of this kind says. */
interface Wording {
  title: string;
  heading: string;
  explanation: string;
  succeed: string;
  fail: string;
  results: Readonly<Record<Exclude<PayerActionSeen['status'], 'pending'>, string>>;
}

/** The page on which a cardholder authenticates, as the sandbox's banks show it (guide "Testing", "3D Secure authentication"). */
export const threeDSecure = payerActionPage({
  title: '3D Secure',
  heading: '3D Secure test page',
  explanation: 'In live mode the cardholder’s bank would ask for a proof of identity here.',
  succeed: 'Complete authentication',
  fail: 'Fail authentication',
  results: {
    abandoned: 'This authentication is no longer needed.',
    failed: 'The authentication has failed.',
    succeeded: 'The authentication is complete.',
  },
});

/** The page of a bank, a wallet or a lender, as the sandbox's providers show it (guide "Testing", "Redirects"). */
export const authorize = payerActionPage({
  title: 'Test payment',
  heading: 'Test payment page',
  explanation: 'In live mode the provider of the payment method would ask for the payer’s consent here.',
  succeed: 'Authorize test payment',
  fail: 'Fail test payment',
  results: {
    abandoned: 'This payment is no longer needed.',
    failed: 'The payment has failed.',
    succeeded: 'The payment is authorized.',
  },
});

/** The page of a voucher, with what it is paid by (guides of Boleto, Konbini, Multibanco and OXXO). */
export const voucher = payerActionPage({
  title: 'Test voucher',
  heading: 'Test voucher page',
  explanation: 'In live mode the payer would pay by this in a shop, or at a bank.',
  succeed: 'Pay test voucher',
  fail: 'Let it expire',
  results: {
    abandoned: 'This voucher is no longer needed.',
    failed: 'The voucher has expired.',
    succeeded: 'The voucher is paid.',
  },
});

/**
 * A page on which a payer chooses what comes of an action. Whoever has chosen is led back to where the client wants the payer; a
 * page that is opened again finds what was chosen.
 */
function payerActionPage(wording: Wording): Page {
  return async (request: PageRequest, ask: Ask): Promise<Answer> => {
    const about = actionOf(request.query);
    if (about === null) return gone(wording.title);
    const { path, client_secret } = about;
    const outcome = request.form.get('outcome') ?? '';
    if (request.method === 'POST' && OUTCOMES.includes(outcome)) {
      const completed = await ask({
        method: 'POST',
        path: `${path}/complete`,
        params: { client_secret, outcome },
      });
      // A refusal is an answer too: what has become of the payment is asked for below.
      if (completed.status >= 500 || completed.status === 429) return later(wording.title);
    }
    const found = await ask({ method: 'GET', path, params: { client_secret } });
    if (found.status >= 500 || found.status === 429) return later(wording.title);
    if (found.status !== 200) return gone(wording.title);
    const action = JSON.parse(found.body) as PayerActionSeen;
    if (action.microdeposits === null) return show(action, wording);
    // What the payer has to prove is not theirs to choose: an earlier version has led them here.
    return { status: 303, location: `/pm-redirects/microdeposits?${request.query.toString()}` };
  };
}

/** Where the action is found that the query names, or null when it names none. */
function actionOf(query: URLSearchParams): { path: string; client_secret: string } | null {
  const merchant = query.get('merchant');
  const source = query.get('source');
  const client_secret =
    query.get('payment_intent_client_secret') ??
    query.get('setup_intent_client_secret') ??
    query.get('source_client_secret');
  if (!merchant || !source || !client_secret) return null;
  const path = `/pinstripe/pages/${encodeURIComponent(merchant)}/payer_actions/${encodeURIComponent(source)}`;
  return { path, client_secret };
}

function show(action: PayerActionSeen, wording: Wording): Answer {
  if (action.return_url !== null) return { status: 303, location: action.return_url };
  const is_pending = action.status === 'pending';
  return { status: 200, page: is_pending ? choice(action, wording) : result(action, wording) };
}

function choice(action: PayerActionSeen, wording: Wording): Html {
  const { amount, currency, payment_method } = action;
  const sum = amount === null || currency === null ? null : amountOf(amount, currency);
  return page(
    wording.title,
    html`<h1>${wording.heading}</h1>
      <p>${wording.explanation}</p>
      ${facts([
        sum === null ? ['Purpose', 'Save the payment method for later'] : ['Amount', sum],
        [payment_method.type === 'card' ? 'Card' : 'Payment method', nameOf(payment_method)],
      ])}
      ${voucherDetails(action)}
      <form method="post">
        <button class="primary" name="outcome" value="succeeded">${wording.succeed}</button>
        <button name="outcome" value="failed">${wording.fail}</button>
      </form>`,
  );
}

function result({ status }: PayerActionSeen, { results, title }: Wording): Html {
  const text = results[status as keyof Wording['results']];
  return page(
    title,
    html`<h1>${text}</h1>
      <p>You can close this page.</p>`,
  );
}
