import { errors } from '@pinstripe/kernel';

/** What cardholders see of an account on their statements, before what a charge adds. */
const PREFIX = 'PINSTRIPE';
const LENGTH_MAX = 22;
const FORBIDDEN = /[<>\\'"*]/;

/**
 * A statement descriptor, or its suffix ("Statement descriptors": at most 22 characters, which the contract knows, a
 * letter among them, and none of `< > \ ' " *`).
 */
export function requireStatementDescriptor(descriptor: string | undefined, param: string): void {
  if (descriptor === undefined || descriptor === '') return;
  if (FORBIDDEN.test(descriptor)) {
    throw errors.invalid(`The ${param} contains at least one of the disallowed characters < > \\ ' " *.`, {
      code: 'invalid_characters',
      param,
    });
  }
  if (!/\p{L}/u.test(descriptor)) {
    throw errors.invalid(`The ${param} must contain at least one letter.`, { param });
  }
}

/** The descriptor of a payment, and its suffix. @throws as `requireStatementDescriptor` does */
export function requireStatementDescriptors(params: {
  statement_descriptor?: string;
  statement_descriptor_suffix?: string;
}): void {
  requireStatementDescriptor(params.statement_descriptor, 'statement_descriptor');
  requireStatementDescriptor(params.statement_descriptor_suffix, 'statement_descriptor_suffix');
}

/** What the cardholder reads. On a card charge the full descriptor only stands in for a suffix that is not given. */
export function calculatedStatementDescriptor(charge: {
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
}): string {
  const suffix = charge.statement_descriptor_suffix ?? charge.statement_descriptor;
  return suffix === null ? PREFIX : `${PREFIX}* ${suffix}`.slice(0, LENGTH_MAX).trimEnd();
}
