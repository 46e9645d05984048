import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { create, update } from './payment-method-configuration.ts';
import { paymentMethodConfigurations } from './payment-method-configuration.entity.ts';
import {
  defaultConfiguration,
  defaultId,
  keepDefaultConfiguration,
  saveConfiguration,
} from './payment-method-configurations.use.ts';

@Controller()
export class PaymentMethodConfigurationsController {
  /** The default is written down before any other, and so is the last of the list for good. */
  @Route('POST /v1/payment_method_configurations')
  async create(params: Stripe.PaymentMethodConfigurationCreateParams) {
    await defaultConfiguration();
    const configuration = create(params, paymentMethodConfigurations.identity());
    return paymentMethodConfigurations.insert(configuration);
  }

  @Route('GET /v1/payment_method_configurations/{configuration}')
  async retrieve(id: string) {
    if (id === defaultId()) await keepDefaultConfiguration();
    return paymentMethodConfigurations.retrieve(id);
  }

  @Route('POST /v1/payment_method_configurations/{configuration}')
  async update(id: string, params: Stripe.PaymentMethodConfigurationUpdateParams) {
    const configuration =
      id === defaultId() ? await defaultConfiguration() : await paymentMethodConfigurations.load(id);
    return saveConfiguration(update(configuration, params));
  }

  /** `''` asks for those of no application, which all of them are. */
  @Route('GET /v1/payment_method_configurations')
  async list({ application, ...page }: Stripe.PaymentMethodConfigurationListParams) {
    await keepDefaultConfiguration();
    return paymentMethodConfigurations.list(page, { application: application || undefined });
  }
}
