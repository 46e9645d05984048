import { Module } from '@nestjs/common';
import type { ServiceDefinition } from '@pinstripe/service';
import { AccountsController } from './accounts/accounts.controller.ts';

@Module({ controllers: [AccountsController] })
class ConnectModule {}

export const connect: ServiceDefinition = {
  name: 'connect',
  module: ConnectModule,
  resources: [],
  migrations: [],
};
