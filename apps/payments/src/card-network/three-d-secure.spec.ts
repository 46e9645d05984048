import { network, AUTHENTICATION_ID, payment, paying, verifying } from '../../test/network-requests.ts';

describe('3-D Secure', () => {
  const off = { off_session: true };
  const saved = { off_session: true, set_up: true };
  const asked = { request_three_d_secure: 'any' } as const;
  const passed = { authentication_id: AUTHENTICATION_ID };
  const setup = { purpose: 'setup' } as const;
  const ask = 'requires_action';
  const needed = 'authentication_required';

  it.each([
    // number, on session, asked for, off session, off session when set up, authenticated, on setup
    ['4242424242424242', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved'],
    ['4000002500003155', ask, ask, needed, 'approved', 'approved', ask],
    ['4000002760003184', ask, ask, needed, needed, 'approved', ask],
    ['4000003800000446', ask, ask, 'approved', 'approved', 'approved', 'approved'],
    ['4000008260003178', ask, ask, 'insufficient_funds', 'insufficient_funds', 'insufficient_funds', ask],
    ['4000000000003220', ask, ask, needed, 'approved', 'approved', ask],
    ['4000008400001629', ask, ask, needed, 'generic_decline', 'generic_decline', ask],
    [
      '4000008400001280',
      'generic_decline',
      'generic_decline',
      'generic_decline',
      'generic_decline',
      'approved',
      'generic_decline',
    ],
    ['4000000000003055', 'approved', ask, 'approved', 'approved', 'approved', 'approved'],
    ['4000000000003097', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved'],
    ['378282246310005', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved'],
    ['4000582600000094', ask, ask, needed, needed, 'approved', ask],
    ['4000582600000045', ask, ask, needed, needed, 'approved', ask],
    ['4000582600000102', ask, ask, needed, needed, 'approved', ask],
    ['4000582600000110', ask, ask, needed, needed, 'approved', ask],
    ['4000003560000123', ask, ask, needed, needed, 'approved', ask],
  ])('%s', async (number, on_session, when_asked, off_session, set_up, authenticated, on_setup) => {
    expect({
      on_session: await paying(number),
      when_asked: await paying(number, asked),
      off_session: await paying(number, off),
      off_session_asked: await paying(number, { ...off, ...asked }),
      set_up: await paying(number, saved),
      authenticated: await paying(number, passed),
      on_setup: await verifying(number, setup),
      attached: await verifying(number),
    }).toEqual({
      on_session,
      when_asked,
      off_session,
      off_session_asked: off_session,
      set_up,
      authenticated,
      on_setup,
      attached: 'approved',
    });
  });

  it.each([
    ['4000002500003155', passed, 'authenticated', '05', 'challenge'],
    ['5555555555554444', passed, 'authenticated', '02', 'challenge'],
    ['4242424242424242', asked, 'attempt_acknowledged', '06', null],
    ['5555555555554444', asked, 'attempt_acknowledged', '01', null],
    ['4000000000003097', asked, 'processing_error', null, null],
    ['378282246310005', asked, 'not_supported', null, null],
    ['4000008400001280', {}, 'processing_error', null, null],
  ])('%s with %j is %s', async (number, over, result, electronic_commerce_indicator, authentication_flow) => {
    expect(await network.authorize(payment(number, over))).toMatchObject({
      card: { three_d_secure: { result, electronic_commerce_indicator, authentication_flow } },
    });
  });

  it('names the authentication, and the payment keeps the name', async () => {
    const answer = await network.authorize(payment('4000002760003184'));
    if (answer.kind !== 'requires_action') throw new Error(answer.kind);
    const { authentication_id } = answer;
    expect(authentication_id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const next = payment('4000002760003184', { attempt_id: 'att_2', authentication_id });
    expect(await network.authorize(next)).toMatchObject({
      kind: 'approved',
      card: { three_d_secure: { transaction_id: authentication_id } },
    });
  });

  const moto = { moto: true };
  it.each(['4000002500003155', '4000002760003184', '4000008400001280'])(
    '%s: nobody is asked to authenticate by mail or telephone',
    async (number) => {
      expect(await network.authorize(payment(number, moto))).toMatchObject({
        kind: 'approved',
        card: { moto: true, three_d_secure: null },
      });
      expect(await paying(number, { ...moto, ...off })).toBe('approved');
      expect(await verifying(number, { ...moto, ...setup })).toBe('approved');
    },
  );

  describe('that another provider has made', () => {
    const made = {
      ares_trans_status: null,
      electronic_commerce_indicator: null,
      exemption_indicator: null,
      transaction_id: AUTHENTICATION_ID,
      version: '2.1.0',
    } as const;
    const importing = (over: object) => ({ imported_authentication: { ...made, ...over } });

    it.each([
      ['4000002760003184', { electronic_commerce_indicator: '05' }, 'authenticated'],
      ['4000002760003184', { electronic_commerce_indicator: '02' }, 'authenticated'],
      ['4000002760003184', { electronic_commerce_indicator: '06' }, 'attempt_acknowledged'],
      ['4000002760003184', { electronic_commerce_indicator: '07' }, 'failed'],
      ['4000002760003184', { ares_trans_status: 'Y' }, 'authenticated'],
      ['4000002760003184', { ares_trans_status: 'A' }, 'attempt_acknowledged'],
      ['4000002760003184', {}, 'authenticated'],
      ['4000008400001280', {}, 'authenticated'],
    ])('%s takes %j as %s', async (number, over, result) => {
      const answer = await network.authorize(payment(number, importing(over)));
      expect(answer).toMatchObject({
        kind: 'approved',
        card: { three_d_secure: { result, transaction_id: AUTHENTICATION_ID, version: '2.1.0' } },
      });
      expect(answer).not.toHaveProperty('card.three_d_secure.exemption_indicator_applied');
      expect(await verifying(number, { ...setup, ...importing(over) })).toBe('approved');
    });

    it.each([
      ['4000002760003184', 'low_risk', 'exempted', true],
      ['4000000000016123', 'low_risk', 'exempted', false],
      ['4000000000016123', 'none', 'authenticated', true],
    ])('%s with the exemption %s is %s: %s', async (number, exemption_indicator, result, applied) => {
      expect(await network.authorize(payment(number, importing({ exemption_indicator })))).toMatchObject({
        card: { three_d_secure: { exemption_indicator, exemption_indicator_applied: applied, result } },
      });
    });

    it('says nothing of the money', async () => {
      expect(await paying('4000008260003178', importing({}))).toBe('insufficient_funds');
    });
  });
});
