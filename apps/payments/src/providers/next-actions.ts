import type { Timestamp } from '@pinstripe/kernel';
import { businessDaysAfter } from '../balance-transactions/business-days.ts';
import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';
import { toDataURL } from 'qrcode';
import { drawDigits } from '../draws.ts';
import type { NextAction, Payer } from './provider.ts';
import { ACTED_WITHIN_S, pixExpiry } from './real-time.ts';
import { boletoNumber, konbiniStores, multibancoNumbers, oxxoNumber } from './voucher-numbers.ts';
import { voucherExpiry } from './vouchers.ts';

type Shape = (payer: Payer, now: Timestamp) => NextAction | Promise<NextAction>;

/** The payer is sent to a page, and comes back. */
const redirect: Shape = ({ page_url: url, return_url }) => ({
  type: 'redirect_to_url',
  redirect_to_url: { return_url, url },
});

/** The payer finds deposits in their bank's statement, two business days later. */
const microdeposits =
  (type: string): Shape =>
  ({ page_url }, now) => ({
    type: 'verify_with_microdeposits',
    verify_with_microdeposits: {
      arrival_date: businessDaysAfter(now, 2),
      hosted_verification_url: page_url,
      microdeposit_type: PAYMENT_METHOD_TYPES[type]!.microdeposits!.type,
    },
  });

/** Where a page is drawn as a code, for whoever scans it. */
function images(page_url: string) {
  const [image_url_png, image_url_svg] = ['png', 'svg'].map((form) => {
    const image = new URL(`/pm-redirects/qr.${form}`, page_url);
    image.searchParams.set('data', page_url);
    return image.href;
  }) as [string, string];
  return { image_url_png, image_url_svg };
}

/** A code that says where the payer's page is, and where it is drawn. */
const code = ({ page_url: data }: Payer) => ({ data, ...images(data) });

/** WeChat is opened by the app that it is paid in, or scans what a site displays. */
const wechat: Shape = async (payer, now) => {
  const { options, page_url, payer_action } = payer;
  switch (options['client']) {
    case 'android':
      return {
        type: 'wechat_pay_redirect_to_android_app',
        wechat_pay_redirect_to_android_app: {
          app_id: options['app_id'] as string,
          nonce_str: drawDigits(payer_action, 'nonce', 16),
          package: 'Sign=WXPay',
          partner_id: drawDigits(payer_action, 'partner', 10),
          prepay_id: `wx${drawDigits(payer_action, 'prepay', 16)}`,
          sign: drawDigits(payer_action, 'sign', 16),
          timestamp: String(now),
        },
      };
    case 'ios':
      return {
        type: 'wechat_pay_redirect_to_ios_app',
        wechat_pay_redirect_to_ios_app: { native_url: page_url },
      };
    default:
      return {
        type: 'wechat_pay_display_qr_code',
        wechat_pay_display_qr_code: {
          ...code(payer),
          hosted_instructions_url: page_url,
          image_data_url: await toDataURL(page_url, { scale: 1 }),
        },
      };
  }
};

/** Types whose next action has a shape of its own (API reference, PaymentIntent `next_action`). */
const shapes: Readonly<Record<string, Shape>> = {
  acss_debit: microdeposits('acss_debit'),
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
  cashapp: ({ page_url }, now) => ({
    type: 'cashapp_handle_redirect_or_display_qr_code',
    cashapp_handle_redirect_or_display_qr_code: {
      hosted_instructions_url: page_url,
      mobile_auth_url: page_url,
      qr_code: { ...images(page_url), expires_at: now + ACTED_WITHIN_S },
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
  paynow: (payer) => ({
    type: 'paynow_display_qr_code',
    paynow_display_qr_code: { ...code(payer), hosted_instructions_url: payer.page_url },
  }),
  pix: (payer, now) => ({
    type: 'pix_display_qr_code',
    pix_display_qr_code: {
      ...code(payer),
      expires_at: pixExpiry(payer, now),
      hosted_instructions_url: payer.page_url,
    },
  }),
  promptpay: (payer) => ({
    type: 'promptpay_display_qr_code',
    promptpay_display_qr_code: { ...code(payer), hosted_instructions_url: payer.page_url },
  }),
  swish: (payer) => ({
    type: 'swish_handle_redirect_or_display_qr_code',
    swish_handle_redirect_or_display_qr_code: {
      hosted_instructions_url: payer.page_url,
      mobile_auth_url: payer.page_url,
      qr_code: code(payer),
    },
  }),
  wechat_pay: wechat,
  us_bank_account: microdeposits('us_bank_account'),
};

export async function nextActionOf(type: string, payer: Payer, now: Timestamp): Promise<NextAction> {
  return (shapes[type] ?? redirect)(payer, now);
}
