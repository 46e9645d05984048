import { deletedCustomers } from './deleted-customer.entity.ts';

/** Notes that a customer was deleted: whatever their payers still do, or banks still say, keeps nothing for them. */
export async function noteDeleted(customer: string): Promise<void> {
  if (await isDeleted(customer)) return;
  deletedCustomers.insert({ ...deletedCustomers.identity(customer), object: 'deleted_customer' });
}

/**
 * Whether the customer is known to be deleted. A request brings its customer, and need not ask; a payer who acts on a page days after
 * the request has nothing else to go by.
 */
export async function isDeleted(customer: string | null): Promise<boolean> {
  return customer !== null && (await deletedCustomers.peek(customer)) !== null;
}
