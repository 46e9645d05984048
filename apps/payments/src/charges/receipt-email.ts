import { type Emptyable, errors, isEmail } from '@pinstripe/kernel';

/** @throws email_invalid */
export function requireReceiptEmail(email: Emptyable<string>): void {
  if (email !== undefined && email !== null && email !== '' && !isEmail(email)) {
    throw errors.emailInvalid(email, 'receipt_email');
  }
}
