import { Controller } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { derivedId } from '../derived-ids.ts';
import { domainName } from '../payment-method-domains/domain-name.ts';
import { applePayDomains } from './apple-pay-domain.entity.ts';

/** Where Apple Pay was registered before there were payment method domains; the two do not know each other. */
@Controller()
export class ApplePayDomainsController {
  @Route('POST /v1/apple_pay/domains')
  async create(params: Stripe.ApplePayDomainCreateParams) {
    const domain_name = domainName(params.domain_name);
    const identity = applePayDomains.identity(derivedId('apwc', domain_name));
    if ((await applePayDomains.find(identity.id)) !== null) {
      throw errors.resourceAlreadyExists('Apple Pay domain');
    }
    return applePayDomains.insert({ ...identity, object: 'apple_pay_domain', domain_name });
  }

  @Route('GET /v1/apple_pay/domains/{domain}')
  retrieve(id: string) {
    return applePayDomains.retrieve(id);
  }

  @Route('GET /v1/apple_pay/domains')
  list({ domain_name, ...page }: Stripe.ApplePayDomainListParams) {
    return applePayDomains.list(page, { domain_name: domain_name?.toLowerCase() });
  }

  @Route('DELETE /v1/apple_pay/domains/{domain}')
  async del(id: string) {
    return applePayDomains.delete(await applePayDomains.load(id));
  }
}
