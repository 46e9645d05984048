import { Resource } from '@pinstripe/service';

/** That there is a customer no more, which is all that is known here of customers (billing has them). */
interface DeletedCustomer {
  /** The customer's. */
  id: string;
  object: 'deleted_customer';
  created: number;
  livemode: boolean;
}

export const deletedCustomers = new Resource<DeletedCustomer>({
  object: 'deleted_customer',
  table: 'deleted_customers',
  prefix: 'deleted_customer',
  url: '',
  param: 'customer',
});
