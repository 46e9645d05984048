import { Injectable } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
import { context, runUnit, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { derivedId } from '../derived-ids.ts';
import { domainName } from './domain-name.ts';
import { create } from './payment-method-domain.ts';
import { paymentMethodDomains } from './payment-method-domain.entity.ts';

@Injectable()
export class PaymentMethodDomainsService {
  /** What is registered in live mode is registered in test mode too (guide "Register domains for payment methods"). */
  async create({ domain_name, enabled = true }: Stripe.PaymentMethodDomainCreateParams) {
    const name = domainName(domain_name);
    const registered = await register(name, enabled);
    if (registered === null) throw errors.resourceAlreadyExists('Payment method domain');
    if (registered.livemode) {
      const in_test_mode = { context: { ...context(), livemode: false } };
      await runUnit(scope().runtime, in_test_mode, () => register(name, enabled));
    }
    return registered;
  }
}

/** An account has a domain once in each mode; null if it has it already. */
async function register(name: string, enabled: boolean) {
  const id = derivedId('pmd', name);
  if ((await paymentMethodDomains.find(id)) !== null) return null;
  return paymentMethodDomains.insert(create(name, enabled, paymentMethodDomains.identity(id)));
}
