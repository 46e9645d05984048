import { Controller } from '@nestjs/common';
import type { Routes } from '@pinstripe/contract';
import { foreign, Route } from '@pinstripe/service';
import { bankAccounts } from '../bank-accounts/bank-account.entity.ts';
import { cards } from '../cards/card.entity.ts';

type Page = Routes['GET /v1/customers/{customer}/cards']['params'];

/** A customer's cards and bank accounts, each by themselves, where the API reference has them to be read. */
@Controller()
export class CustomerCardsController {
  @Route('GET /v1/customers/{customer}/cards/{id}')
  async retrieveCard(customer: string, id: string) {
    foreign('customer', customer);
    const card = await cards.retrieve(id);
    if (card.customer !== customer) throw cards.missing(id);
    return card;
  }

  @Route('GET /v1/customers/{customer}/cards')
  listCards(customer: string, page: Page) {
    foreign('customer', customer);
    return cards.list(page, { customer }, `/v1/customers/${customer}/cards`);
  }

  @Route('GET /v1/customers/{customer}/bank_accounts/{id}')
  async retrieveBankAccount(customer: string, id: string) {
    foreign('customer', customer);
    const account = await bankAccounts.retrieve(id);
    if (account.customer !== customer) throw bankAccounts.missing(id);
    return account;
  }

  @Route('GET /v1/customers/{customer}/bank_accounts')
  listBankAccounts(customer: string, page: Page) {
    foreign('customer', customer);
    return bankAccounts.list(page, { customer }, `/v1/customers/${customer}/bank_accounts`);
  }
}
