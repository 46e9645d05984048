import { errors } from '@pinstripe/kernel';
import { Resource } from '@pinstripe/service';
import { customers } from './customer.entity.ts';

/**
 * An invoice prefix that a client has chosen. It is taken from this row on, and so before the customer exists that payments
 * is still asked about. Minted prefixes have none: where one is taken, another is minted.
 */
interface ChosenPrefix {
  id: string;
  object: 'invoice_prefix';
  customer: string;
}

const chosenPrefixes = new Resource<ChosenPrefix>({
  object: 'invoice_prefix',
  table: 'invoice_prefixes',
  prefix: 'invoice_prefix',
  url: '',
  param: 'invoice_prefix',
  deletion: 'gone',
});

/** Takes a prefix for a customer; of two at once, the row's key lets one pass. @throws when another customer has it */
export async function takePrefix(invoice_prefix: string, customer: string): Promise<void> {
  const { data } = await customers.list({ limit: 1 }, { invoice_prefix });
  if (data.length > 0 || (await chosenPrefixes.find(invoice_prefix)) !== null) {
    throw errors.invalid(`Another customer already has the invoice prefix ${invoice_prefix}`, {
      param: 'invoice_prefix',
    });
  }
  chosenPrefixes.insert({ id: invoice_prefix, object: 'invoice_prefix', customer });
}

/** Leaves a customer's prefix to others. */
export async function leavePrefix(invoice_prefix: string): Promise<void> {
  const chosen = await chosenPrefixes.find(invoice_prefix);
  if (chosen !== null) chosenPrefixes.delete(chosen);
}
