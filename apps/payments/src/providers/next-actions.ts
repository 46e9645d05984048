import type { Timestamp } from '@pinstripe/kernel';
import type { NextAction, Payer } from './provider.ts';
import { boletoNumber, konbiniStores, multibancoNumbers, oxxoNumber } from './voucher-numbers.ts';
import { voucherExpiry } from './vouchers.ts';

type Shape = (payer: Payer, now: Timestamp) => NextAction;

/** The payer is sent to a page, and comes back. */
const redirect: Shape = ({ page_url: url, return_url }) => ({
  type: 'redirect_to_url',
  redirect_to_url: { return_url, url },
});

/** Types whose next action has a shape of its own (API reference, PaymentIntent `next_action`). */
const shapes: Readonly<Record<string, Shape>> = {
  alipay: ({ page_url: url, return_url }) => ({
    type: 'alipay_handle_redirect',
    alipay_handle_redirect: { native_data: null, native_url: null, return_url, url },
  }),
  boleto: (payer, now) => ({
    type: 'boleto_display_details',
    boleto_display_details: {
      expires_at: voucherExpiry('boleto', payer, now),
      hosted_voucher_url: payer.page_url,
      number: boletoNumber(payer),
      pdf: null,
    },
  }),
  konbini: (payer, now) => ({
    type: 'konbini_display_details',
    konbini_display_details: {
      expires_at: voucherExpiry('konbini', payer, now),
      hosted_voucher_url: payer.page_url,
      stores: konbiniStores(payer),
    },
  }),
  multibanco: (payer, now) => ({
    type: 'multibanco_display_details',
    multibanco_display_details: {
      ...multibancoNumbers(payer),
      expires_at: voucherExpiry('multibanco', payer, now),
      hosted_voucher_url: payer.page_url,
    },
  }),
  oxxo: (payer, now) => ({
    type: 'oxxo_display_details',
    oxxo_display_details: {
      expires_after: voucherExpiry('oxxo', payer, now),
      hosted_voucher_url: payer.page_url,
      number: oxxoNumber(payer),
    },
  }),
};

export function nextActionOf(type: string, payer: Payer, now: Timestamp): NextAction {
  return (shapes[type] ?? redirect)(payer, now);
}
