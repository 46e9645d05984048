/** What a payment method shows in the hash of its type, be it its own or that of a charge. */
interface Shown {
  type: string;
}

/** What payers know their payment method by: its type, and of a card its brand and its last digits. */
export function knownBy(shown: Shown): { type: string; brand?: string; last4?: string } {
  const { type, ...hashes } = shown as Shown & Partial<Record<string, { brand?: string; last4?: string }>>;
  const { brand, last4 } = hashes[type] ?? {};
  return { type, ...(brand == null ? {} : { brand }), ...(last4 == null ? {} : { last4 }) };
}
