import { bankTransferPages } from './pages/bank-transfers.ts';
import { mandatePages } from './pages/mandates.ts';
import { microdepositPages } from './pages/microdeposits.ts';
import { receiptPages } from './pages/receipts.ts';
import { refundPages } from './pages/refunds.ts';
import { secretPages } from './pages/secrets.ts';
import { openSite } from './pages/site.ts';
import { threeDSecurePages } from './pages/three-d-secure.ts';
import { redirectPages } from './pages/redirects.ts';

/** What payers see, in a real browser: one for all of them. */
const site = openSite();

describe('3-D Secure', () => threeDSecurePages(site));
describe('a payment at a bank, a wallet or a shop', () => redirectPages(site));
describe('microdeposits', () => microdepositPages(site));
describe('a payment by bank transfer', () => bankTransferPages(site));
describe('a refund of which nobody knows where it is to go', () => refundPages(site));
describe('a receipt', () => receiptPages(site));
describe('a mandate', () => mandatePages(site));
describe('a page that is not known', () => secretPages(site));
