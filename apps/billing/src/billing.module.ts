import { Module } from '@nestjs/common';
import type { ServiceDefinition } from '@pinstripe/service';
import { coupons } from './coupons/coupon.entity.ts';
import { CouponsController } from './coupons/coupons.controller.ts';
import { customers } from './customers/customer.entity.ts';
import { CustomersConsumer } from './customers/customers.consumer.ts';
import { CustomersController } from './customers/customers.controller.ts';
import { CustomersService } from './customers/customers.service.ts';
import { CustomersWorker } from './customers/customers.worker.ts';
import { BillingTables1700000001000 } from './migrations/1700000001000-billing-tables.ts';

@Module({
  controllers: [CouponsController, CustomersConsumer, CustomersController],
  providers: [CustomersService, CustomersWorker],
})
class BillingModule {}

export const billing: ServiceDefinition = {
  name: 'billing',
  module: BillingModule,
  resources: [coupons, customers],
  migrations: [BillingTables1700000001000],
  events_of: ['payments'],
};
