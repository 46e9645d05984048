/** What a payer of a source does without being seen; `amount` is what they send, null where that is not theirs to choose. */
export interface ForeseenPayer {
  after_s: number;
  amount: number | null;
}

interface Paying {
  amount: number | null;
  owner: { email: string | null } | null;
  receiver?: object;
}

/** The documentation says seconds. */
const ACTS_AFTER_S = 3;

/**
 * What the e-mail address of a source's owner says that they will do (guides of Sources, "Testing"); null for one who acts on the
 * page, or never.
 */
export function foreseePayer({ amount, owner, receiver }: Paying): ForeseenPayer | null {
  const email = owner?.email ?? '';
  if (receiver === undefined) {
    return /_chargeable@/.test(email) ? { after_s: ACTS_AFTER_S, amount: null } : null;
  }
  if (/\+fill_never@/.test(email)) return null;
  const sent = /(?:^|\+)amount_(\d{1,8})@/.exec(email);
  if (sent !== null && Number(sent[1]) > 0) return { after_s: ACTS_AFTER_S, amount: Number(sent[1]) };
  if (amount === null) return null;
  return { after_s: /\+fill_now@/.test(email) ? 0 : ACTS_AFTER_S, amount };
}
