import {
  providerConditions,
  sharedConditions,
  type SharedMeasures,
} from './shared-conditions.rules';

type Whatsapp = NonNullable<SharedMeasures['whatsapp']>;

const channel: Whatsapp = {
  oldestPendingSeconds: 60,
  deadLetters: 0,
  badSignaturesPerMinute: 5,
  stoppedTemplates: [],
  quality: 'yellow',
  blockedBy: null,
};
/** Everything stands at its limit, and nothing above. */
const fine: SharedMeasures = {
  lags: [{ consumer: 'follow-ups.follow', lagSeconds: 60 }],
  horizonSeconds: 5,
  deadLetters: 0,
  followUps: { overdue: 0, undecidedSeconds: 600 },
  canary: { ageSeconds: 600, periodSeconds: 300, hop: null },
  mail: { bounced: 50, complained: 3, unknownOverDay: 0 },
  whatsapp: channel,
};
const heard = (change: Partial<Whatsapp>) => ({ whatsapp: { ...channel, ...change } });

describe('the conditions of the whole installation', () => {
  it('hold none while everything stands at its limit', () => {
    expect(sharedConditions(fine)).toEqual([]);
  });

  it.each<[string, Partial<SharedMeasures>, object]>([
    [
      'FollowUpSchedulerSilent',
      { followUps: { overdue: 0, undecidedSeconds: 601 } },
      { value: 601, limit: 600 },
    ],
    [
      'FollowUpsOverdue',
      { followUps: { overdue: 2, undecidedSeconds: null } },
      { value: 2, limit: 0 },
    ],
    [
      'CanaryLate',
      { canary: { ageSeconds: 601, periodSeconds: 300, hop: 'send' } },
      { value: 601, limit: 600, detail: 'send' },
    ],
    [
      'EventConsumerLag',
      { lags: [{ consumer: 'analytics.touches', lagSeconds: 61 }] },
      { subject: 'analytics.touches', value: 61, limit: 60 },
    ],
    ['EventHorizonOld', { horizonSeconds: 5.1 }, { value: 5.1, limit: 5 }],
    ['DeadLetters', { deadLetters: 1 }, { subject: '', value: 1, limit: 0 }],
    ['DeadLetters', heard({ deadLetters: 1 }), { subject: 'webhook', value: 1 }],
    ['BounceRateHigh', { mail: { ...fine.mail, bounced: 51 } }, { value: 51, limit: 50 }],
    ['ComplaintRateHigh', { mail: { ...fine.mail, complained: 4 } }, { value: 4, limit: 3 }],
    ['UnknownSendsOpen', { mail: { ...fine.mail, unknownOverDay: 1 } }, { value: 1, limit: 0 }],
    ['WebhookBacklog', heard({ oldestPendingSeconds: 61 }), { value: 61, limit: 60 }],
    ['SignatureFailures', heard({ badSignaturesPerMinute: 5.2 }), { value: 5.2, limit: 5 }],
    [
      'TemplatePaused',
      heard({ stoppedTemplates: [{ name: 'followup_t3/de', status: 'paused' }] }),
      { subject: 'followup_t3/de', detail: 'paused' },
    ],
    ['NumberQualityRed', heard({ quality: 'red' }), { detail: 'red' }],
    ['NumberQualityRed', heard({ blockedBy: 'token' }), { detail: 'token' }],
  ])('hold %s beyond it', (name, change, expected) => {
    expect(sharedConditions({ ...fine, ...change })).toEqual([
      expect.objectContaining({ name, ...expected }),
    ]);
  });

  it('say nothing of what nobody can measure', () => {
    const unknown = {
      ...fine,
      ...{ horizonSeconds: null, canary: null, whatsapp: null },
      followUps: { overdue: 0, undecidedSeconds: null },
    };

    expect(sharedConditions(unknown)).toEqual([]);
    expect(
      sharedConditions({ ...fine, canary: { ageSeconds: null, periodSeconds: 300, hop: null } }),
    ).toEqual([]);
  });
});

describe('the conditions of the doors to the outside', () => {
  const door = (route: string, provider: string, isDown: boolean) => ({ route, provider, isDown });
  const named = (providers: ReturnType<typeof door>[]) =>
    providerConditions(providers).map(({ name, subject }) => `${name} ${subject}`);

  it('hold none while every door takes what it is given', () => {
    expect(named([door('email', 'smtp', false)])).toEqual([]);
  });

  it('name the door that takes nothing', () => {
    const doors = [door('email', 'smtp', true), door('email', 'ses', false)];

    expect(named(doors)).toEqual(['ProviderBreakerOpen smtp']);
  });

  it('name the route of which no door is left', () => {
    const doors = [door('email', 'smtp', true), door('whatsapp', 'cloud', false)];

    expect(named(doors)).toEqual(['ProviderBreakerOpen smtp', 'AllProvidersDown email']);
  });
});
