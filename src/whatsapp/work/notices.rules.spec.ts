import { accountNotice, numberNotice, preferenceNotice, templateNotice } from './notices.rules';

const template = (rest: object) =>
  templateNotice({
    message_template_id: 17,
    message_template_name: 'relance_followup_t3',
    message_template_language: 'de',
    ...rest,
  });

describe('a notice of a template', () => {
  it.each([
    [
      { event: 'APPROVED', reason: 'NONE' },
      { status: 'approved', reason: null },
    ],
    [{ event: 'REINSTATED' }, { status: 'approved', reason: null }],
    [
      { event: 'REJECTED', reason: 'ABUSIVE_CONTENT' },
      { status: 'rejected', reason: 'ABUSIVE_CONTENT' },
    ],
    [{ event: 'PAUSED' }, { status: 'paused', reason: null }],
    [{ event: 'DISABLED' }, { status: 'disabled', reason: null }],
    [{ event: 'FLAGGED' }, {}],
    [{ new_quality_score: 'RED' }, { quality: 'red' }],
    [{ new_quality_score: 'UNKNOWN' }, { quality: null }],
    [{ new_category: 'MARKETING', previous_category: 'UTILITY' }, { category: 'marketing' }],
  ])('%j changes %j', (given, change) => {
    expect(template(given)).toEqual({
      externalId: '17',
      name: 'relance_followup_t3',
      locale: 'de',
      change,
    });
  });
});

describe('a notice of the number', () => {
  it.each([
    [
      { event: 'FLAGGED', display_phone_number: '4930' },
      { quality: 'red', displayNumber: '4930' },
    ],
    [{ event: 'UNFLAGGED' }, { quality: 'green' }],
    [{ event: 'UPGRADE', current_limit: 'TIER_10K' }, { limit: 'TIER_10K' }],
    [{ max_daily_conversation_per_phone: 2000 }, { limit: '2000' }],
  ])('%j changes %j', (given, change) => {
    expect(numberNotice(given)).toEqual(change);
  });
});

describe('a notice of the account', () => {
  it.each([
    [
      { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } },
      { blockedBy: 'account' },
    ],
    [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, { blockedBy: null }],
    [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }, null],
    [{ event: 'ACCOUNT_RESTRICTION' }, { blockedBy: 'account' }],
    [{ event: 'VERIFIED_ACCOUNT' }, null],
  ])('%j means %j', (given, change) => {
    expect(accountNotice(given)).toEqual(change);
  });
});

describe('a preference', () => {
  const of = (rest: object) =>
    preferenceNotice({ wa_id: '49151', timestamp: 1_770_000_000, ...rest });

  it.each([
    [{ value: 'stop', category: 'marketing_messages' }, true],
    [{ value: 'resume', category: 'marketing_messages' }, false],
    [{ value: 'stop' }, true],
  ])('%j', (given, stopped) => {
    expect(of(given)).toMatchObject({ waId: '49151', stopped });
  });

  it('for something else says nothing', () => {
    expect(of({ value: 'stop', category: 'utility' })).toBeNull();
  });
});
