import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { validate } from './payment-method-domain.ts';
import { paymentMethodDomains } from './payment-method-domain.entity.ts';
import { PaymentMethodDomainsService } from './payment-method-domains.service.ts';

@Controller()
export class PaymentMethodDomainsController {
  constructor(private readonly service: PaymentMethodDomainsService) {}

  @Route('POST /v1/payment_method_domains')
  create(params: Stripe.PaymentMethodDomainCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/payment_method_domains/{payment_method_domain}')
  retrieve(id: string) {
    return paymentMethodDomains.retrieve(id);
  }

  @Route('POST /v1/payment_method_domains/{payment_method_domain}')
  async update(id: string, params: Stripe.PaymentMethodDomainUpdateParams) {
    const domain = await paymentMethodDomains.load(id);
    return paymentMethodDomains.save({ ...domain, enabled: params.enabled ?? domain.enabled });
  }

  @Route('POST /v1/payment_method_domains/{payment_method_domain}/validate')
  async validate(id: string) {
    return paymentMethodDomains.save(validate(await paymentMethodDomains.load(id)));
  }

  @Route('GET /v1/payment_method_domains')
  list({ domain_name, enabled, ...page }: Stripe.PaymentMethodDomainListParams) {
    return paymentMethodDomains.list(page, { domain_name: domain_name?.toLowerCase(), enabled });
  }
}
