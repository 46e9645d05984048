import type { Stories } from './stories.ts';

export const webhooks: Stories<'webhooks'> = {
  'v2.core.event_destination.ping': async (stripe) => {
    const { id } = await stripe.v2.core.eventDestinations.create({
      enabled_events: ['v1.billing.meter.no_meter_found'],
      event_payload: 'thin',
      name: 'Mine',
      type: 'webhook_endpoint',
      webhook_endpoint: { url: 'http://127.0.0.1:9/' },
    });
    await stripe.v2.core.eventDestinations.ping(id);
  },
};
