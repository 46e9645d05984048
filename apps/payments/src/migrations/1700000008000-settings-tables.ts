import { documentTable } from '@pinstripe/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SettingsTables1700000008000 implements MigrationInterface {
  readonly name = 'SettingsTables1700000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${documentTable('payment_settings')}
      ${documentTable('payment_method_configurations', {
        columns: { application: "text = document->>'application'" },
      })}
      ${documentTable('payment_method_domains', {
        columns: {
          domain_name: "text = document->>'domain_name'",
          enabled: "boolean = (document->>'enabled')::boolean",
        },
      })}
      ${documentTable('apple_pay_domains', { columns: { domain_name: "text = document->>'domain_name'" } })}
      ${documentTable('radar_value_lists', { columns: { alias: "text = document->>'alias'" } })}
      ${documentTable('radar_value_list_items', {
        columns: {
          value_list: "text = document->>'value_list'",
          value_key: `text = lower((document->>'value') collate "C")`,
        },
        indexed: ['value_list'],
      })}
      create index on radar_value_list_items (account, livemode, md5(value_key));`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table radar_value_list_items, radar_value_lists, apple_pay_domains, payment_method_domains,
        payment_method_configurations, payment_settings`);
  }
}
