/** A payment that waits for money: an intent for the rest of its amount. */
export interface Awaiting {
  id: string;
  remaining: number;
  /** What its payer was asked to write on the transfer; null where nobody is asked to. */
  reference: string | null;
}

export interface Application {
  id: string;
  amount: number;
}

/** Money that has come in; what else is there counts with it once it is known where that belongs. */
interface Funds {
  available: number;
  /** What has just come, and with which words. */
  received: number;
  reference: string | null;
}

/** How many payments a transfer is taken to pay together. */
const GROUP_MAX = 5;
/** Among how many of the oldest payments a group is looked for: all groups of more would take too long to try. */
const SEARCHED_MAX = 30;

/**
 * What is paid by funds, in which order (guide "Reconciliation", "Automatic cash balance reconciliation"): the one payment that the
 * transfer's words name; else the smallest group of payments that wait for just what was sent; and with what is left the oldest
 * payments first, the last of them in part.
 *
 * Invoices, which are paid in full or not at all, come before intents at each step. `awaiting`, oldest first, is where they join.
 */
export function reconcile(awaiting: readonly Awaiting[], funds: Funds): Application[] {
  const first = named(awaiting, funds.reference) ?? exactGroup(awaiting, funds);
  const others = awaiting.filter((each) => !first.includes(each));
  const applications: Application[] = [];
  let left = funds.available;
  for (const { id, remaining } of [...first, ...others]) {
    const amount = Math.min(remaining, left);
    if (amount <= 0) break;
    applications.push({ id, amount });
    left -= amount;
  }
  return applications;
}

/** People write more than they are asked to, and in their own case. */
function named(awaiting: readonly Awaiting[], words: string | null): Awaiting[] | null {
  if (words === null) return null;
  const written = words.toUpperCase();
  const found = awaiting.filter(({ reference }) => reference !== null && written.includes(reference));
  return found.length === 1 ? found : null;
}

/** The smallest group that waits for just what was sent; of several the one with the oldest payments. */
function exactGroup(awaiting: readonly Awaiting[], { available, received }: Funds): Awaiting[] {
  if (received > available) return [];
  const searched = awaiting.slice(0, SEARCHED_MAX);
  for (let size = 1; size <= GROUP_MAX; size++) {
    const group = groupOf(searched, size, received);
    if (group !== null) return group;
  }
  return [];
}

/** Groups are tried in the order of age, so that the first that fits has the oldest payments. */
function groupOf(from: readonly Awaiting[], size: number, sum: number): Awaiting[] | null {
  if (size === 0) return sum === 0 ? [] : null;
  for (let at = 0; at + size <= from.length; at++) {
    const each = from[at]!;
    if (each.remaining > sum) continue;
    const rest = groupOf(from.slice(at + 1), size - 1, sum - each.remaining);
    if (rest !== null) return [each, ...rest];
  }
  return null;
}
