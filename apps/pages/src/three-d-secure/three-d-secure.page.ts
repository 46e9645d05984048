import type { PayerActionSeen } from '@pinstripe/contract';
import { formatAmount } from '@pinstripe/kernel';
import type { Ask } from '../ask.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import type { Answer, PageRequest } from '../pages.ts';

const OUTCOMES = ['succeeded', 'failed'];

/**
 * The page on which a cardholder authenticates, as the sandbox's banks show it (guide "Testing", "3D Secure
 * authentication"). Whoever has chosen is led back to where the client wants the payer; a page that is opened again finds
 * what was chosen.
 */
export async function threeDSecure(request: PageRequest, ask: Ask): Promise<Answer> {
  const about = actionOf(request.query);
  if (about === null) return gone();
  const { path, client_secret } = about;
  const outcome = request.form.get('outcome') ?? '';
  if (request.method === 'POST' && OUTCOMES.includes(outcome)) {
    const completed = await ask({
      method: 'POST',
      path: `${path}/complete`,
      params: { client_secret, outcome },
    });
    // A bank's refusal is an answer too: what has become of the payment is asked for below.
    if (completed.status >= 500 || completed.status === 429) return later();
  }
  const found = await ask({ method: 'GET', path, params: { client_secret } });
  if (found.status >= 500 || found.status === 429) return later();
  if (found.status !== 200) return gone();
  return show(JSON.parse(found.body) as PayerActionSeen);
}

/** Where the action is found that the query names, or null when it names none. */
function actionOf(query: URLSearchParams): { path: string; client_secret: string } | null {
  const merchant = query.get('merchant');
  const source = query.get('source');
  const client_secret = query.get('payment_intent_client_secret') ?? query.get('setup_intent_client_secret');
  if (!merchant || !source || !client_secret) return null;
  const path = `/pinstripe/pages/${encodeURIComponent(merchant)}/payer_actions/${encodeURIComponent(source)}`;
  return { path, client_secret };
}

function show(action: PayerActionSeen): Answer {
  if (action.return_url !== null) return { status: 303, location: action.return_url };
  return { status: 200, page: action.status === 'pending' ? choice(action) : result(action) };
}

function choice({ amount, currency, payment_method: { brand, last4 } }: PayerActionSeen): Html {
  const sum = amount === null || currency === null ? null : formatAmount(amount, currency);
  return page(
    '3D Secure',
    html`<h1>3D Secure test page</h1>
      <p>In live mode the cardholder’s bank would ask for a proof of identity here.</p>
      <dl>
        ${
          sum === null
            ? html`<dt>Purpose</dt>
                <dd>Save the card for later</dd>`
            : html`<dt>Amount</dt>
                <dd>${sum}</dd>`
        }
        <dt>Card</dt>
        <dd>${brand} •••• ${last4}</dd>
      </dl>
      <form method="post">
        <button class="primary" name="outcome" value="succeeded">Complete authentication</button>
        <button name="outcome" value="failed">Fail authentication</button>
      </form>`,
  );
}

const RESULTS: Readonly<Record<Exclude<PayerActionSeen['status'], 'pending'>, string>> = {
  abandoned: 'This authentication is no longer needed.',
  failed: 'The authentication has failed.',
  succeeded: 'The authentication is complete.',
};

function result({ status }: PayerActionSeen): Html {
  const text = RESULTS[status as keyof typeof RESULTS];
  return page(
    '3D Secure',
    html`<h1>${text}</h1>
      <p>You can close this page.</p>`,
  );
}

function gone(): Answer {
  return {
    status: 404,
    page: page(
      '3D Secure',
      html`<h1>There is nothing here.</h1>
        <p>This address names no authentication.</p>`,
    ),
  };
}

function later(): Answer {
  return {
    status: 503,
    page: page(
      '3D Secure',
      html`<h1>Please try again.</h1>
        <p>The payment could not be reached just now.</p>`,
    ),
  };
}
