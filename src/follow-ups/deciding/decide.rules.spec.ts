import fc from 'fast-check';
import { isInWindow, nextAllowed } from '../../core/calendar/working-hours.rules';
import { type Consent, legalBasis } from './consent.rules';
import { bestRoute, decide, packGuards, passedOver, unpackGuards } from './decide.rules';
import type { Facts, Route } from './guards.rules';
import { GUARDS, outcomeOf, type ReasonCode, REASONS } from './reasons.rules';

const HOUR = 3_600_000;
const now = new Date('2026-03-10T09:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR);
const route: Route = {
  channel: 'email',
  contactId: 'c',
  reachable: true,
  blocked: false,
  consent: { basis: 'OPT_IN', consentId: 'k' },
  suppressed: false,
};

/** A second step that everything speaks for. */
const clear: Facts = {
  now,
  place: { zone: 'Europe/Berlin', region: 'DE-BE' },
  spreadMs: 600_000,
  notAfter: new Date('2026-03-16T09:00:00Z'),
  late: { past: 'skip', spreadHours: 0, share: 0.5 },
  automation: {
    installation: true,
    everywhere: true,
    territory: true,
    sequence: true,
    lead: true,
  },
  status: 'REGISTERED',
  owner: { id: 'o', active: true },
  clockStopped: false,
  route,
  anchorAt: hoursAgo(7 * 24),
  heardAt: null,
  activityAt: null,
  previous: { step: 'T3', state: 'handed_over', handedOverAt: hoursAgo(96) },
  minDistanceHours: 96,
  contactedAt: [hoursAgo(96)],
  caps: [
    { messages: 1, hours: 48 },
    { messages: 4, hours: 720 },
  ],
  holdOut: { share: 0.4, percent: 0 },
  approval: { needed: false, approvedAt: null },
  template: { versionId: 'v', missing: [] },
};

const obstacles: readonly (readonly [ReasonCode, Partial<Facts>])[] = [
  [
    'PAUSED',
    {
      automation: {
        installation: true,
        everywhere: true,
        territory: false,
        sequence: true,
        lead: true,
      },
    },
  ],
  [
    'FENCED',
    {
      automation: {
        installation: false,
        everywhere: true,
        territory: true,
        sequence: true,
        lead: true,
      },
    },
  ],
  ['LEAD_CONVERTED', { status: 'CONVERTED' }],
  ['LEAD_LOST', { status: 'LOST' }],
  ['MERGED', { status: 'MERGED' }],
  ['LEAD_LAPSED', { status: 'LAPSED' }],
  ['LEAD_ERASED', { status: null }],
  ['NO_OWNER', { owner: { id: null, active: false } }],
  ['CLOCK_STOPPED', { clockStopped: true }],
  ['NO_CHANNEL', { route: { ...route, blocked: true } }],
  ['NO_CONSENT', { route: { ...route, consent: null } }],
  ['SUPPRESSED', { route: { ...route, suppressed: true } }],
  ['ANSWERED', { heardAt: hoursAgo(1) }],
  ['ACTIVE_CONVERSATION', { activityAt: hoursAgo(1) }],
  ['PREVIOUS_OPEN', { previous: { step: 'T3', state: 'queued', handedOverAt: null } }],
  ['TOO_SOON', { previous: { step: 'T3', state: 'unknown', handedOverAt: hoursAgo(95) } }],
  ['FREQUENCY_CAP', { contactedAt: [hoursAgo(47)] }],
  ['HOLD_OUT', { holdOut: { share: 0.04, percent: 5 } }],
  ['AWAITING_APPROVAL', { approval: { needed: true, approvedAt: null } }],
  ['TOO_LATE', { notAfter: hoursAgo(1) }],
  ['LATE_SPREAD', { notAfter: hoursAgo(1), late: { past: 'spread', spreadHours: 8, share: 0.5 } }],
  ['OUTSIDE_WINDOW', { place: { zone: 'America/New_York', region: 'US' } }],
  ['TEMPLATE_INCOMPLETE', { template: { versionId: 'v', missing: ['owner.name'] } }],
];

describe('a decision', () => {
  it('queues what nothing speaks against', () => {
    const decision = decide(clear);

    expect(decision).toMatchObject({
      outcome: 'queued',
      reason: null,
      nextAt: null,
      counterfactual: null,
    });
    expect(decision.guards.map((g) => [g.key, g.result])).toEqual(
      Object.keys(GUARDS).map((key) => [key, 'passed']),
    );
  });

  it.each(obstacles)('says %s', (code, facts) => {
    const decision = decide({ ...clear, ...facts });

    expect(decision.reason).toBe(code);
    expect(decision.outcome).toBe(outcomeOf(code));
    expect(decision.counterfactual?.unless).toEqual([code]);
    expect(decision.guards).toHaveLength(Object.keys(GUARDS).length);
    expect(decision.nextAt === null).toBe(decision.outcome !== 'deferred');
  });

  it.each([
    ['the first step has no distance to keep', { previous: null, contactedAt: [] }],
    ['an answer before the anchor is history', { heardAt: hoursAgo(8 * 24) }],
    ['an activity before the last step is history', { activityAt: hoursAgo(97) }],
    [
      'a failed step asks for no distance',
      { previous: { step: 'T3', state: 'failed', handedOverAt: null } },
    ],
    [
      'a skipped step asks for no distance',
      { previous: { step: 'T3', state: 'skipped', handedOverAt: null } },
    ],
    [
      'what may be late is sent late',
      { notAfter: hoursAgo(1), late: { past: 'send', spreadHours: 0, share: 0 } },
    ],
    ['an approval given counts', { approval: { needed: true, approvedAt: hoursAgo(1) } }],
  ] satisfies [string, Partial<Facts>][])('goes when %s', (_, facts) => {
    expect(decide({ ...clear, ...facts }).outcome).toBe('queued');
  });

  it('waits exactly until the distance is kept and the window open', () => {
    const soon = decide({
      ...clear,
      previous: { step: 'T3', state: 'handed_over', handedOverAt: hoursAgo(90) },
    });
    const night = decide({
      ...clear,
      previous: { step: 'T3', state: 'handed_over', handedOverAt: hoursAgo(84) },
    });

    expect(soon.nextAt).toEqual(new Date('2026-03-10T15:00:00Z'));
    expect(night.nextAt).toEqual(new Date('2026-03-11T07:10:00Z'));
  });

  it('names everything that stood in the way, not only what decided', () => {
    const decision = decide({ ...clear, heardAt: hoursAgo(1), route: { ...route, consent: null } });

    expect(decision.reason).toBe('NO_CONSENT');
    expect(decision.counterfactual?.unless).toEqual(['NO_CONSENT', 'ANSWERED']);
    expect(decision.guards.find((g) => g.key === 'answer')).toMatchObject({
      result: 'not-needed',
      against: 'ANSWERED',
    });
  });
});

describe('every decision', () => {
  const some = fc
    .subarray(obstacles.map((_, index) => index))
    .map((chosen) =>
      chosen.reduce<Facts>((facts, i) => ({ ...facts, ...obstacles[i]?.[1] }), clear),
    );

  it('is queued exactly when no guard is against it, and decided by the first that is', () => {
    fc.assert(
      fc.property(some, (facts) => {
        const { outcome, reason, guards } = decide(facts);
        const first = guards.find(({ against }) => against !== null);

        expect(outcome === 'queued').toBe(first === undefined);
        expect(reason).toBe(first?.against ?? null);
        expect(guards.filter(({ result }) => result === 'refused')).toHaveLength(first ? 1 : 0);
      }),
    );
  });

  it('is kept in a short form that loses nothing', () => {
    fc.assert(
      fc.property(some, (facts) => {
        const { guards } = decide(facts);

        expect(unpackGuards(packGuards(guards))).toEqual(guards);
      }),
    );
  });

  it('asks again in the future and in the window, and the same facts give the same answer', () => {
    fc.assert(
      fc.property(some, (facts) => {
        const decision = decide(facts);

        expect(decide(facts)).toEqual(decision);
        if (!decision.nextAt) return;
        expect(decision.nextAt.getTime()).toBeGreaterThan(facts.now.getTime());
        expect(isInWindow(decision.nextAt, facts.place)).toBe(true);
        expect(nextAllowed(decision.nextAt, facts.place, facts.spreadMs)).toEqual(decision.nextAt);
      }),
    );
  });
});

describe('the route', () => {
  const blocked = { ...route, contactId: 'blocked', blocked: true };
  const silent = { ...route, contactId: 'silent', consent: null };
  const bounced = { ...route, contactId: 'bounced', suppressed: true };

  it.each([
    ['the first that may be used', [blocked, silent, route], 'c'],
    ['the one that comes furthest', [blocked, bounced, silent], 'bounced'],
    ['the first of equals', [silent, { ...silent, contactId: 'other' }], 'silent'],
  ])('is %s', (_, routes, contactId) => {
    expect(bestRoute(routes)?.contactId).toBe(contactId);
  });

  it('is none where there is nobody', () => {
    expect(bestRoute([])).toBeNull();
  });
});

describe('a step of two channels', () => {
  const mail = { ...route, channel: 'email' } as const;
  const message = { ...route, channel: 'whatsapp', usable: true } as const;
  const waFirst = (mailed: Partial<Route>, messaged: Partial<Route>): Route[] => [
    { ...message, ...messaged },
    { ...mail, ...mailed },
  ];

  it.each<[string, Route[], Route['channel'], Route['instead']]>([
    ['by the first when both are open', waFirst({}, {}), 'whatsapp', []],
    [
      'by mail without an opt-in to WhatsApp',
      waFirst({}, { consent: null }),
      'email',
      [{ channel: 'whatsapp', reason: 'NO_CONSENT' }],
    ],
    [
      'by mail without a number',
      waFirst({}, { reachable: false }),
      'email',
      [{ channel: 'whatsapp', reason: 'NO_CHANNEL' }],
    ],
    [
      'by mail to whoever stopped advertising there',
      waFirst({}, { suppressed: true }),
      'email',
      [{ channel: 'whatsapp', reason: 'SUPPRESSED' }],
    ],
    [
      'by mail while the template is paused',
      waFirst({}, { usable: false }),
      'email',
      [{ channel: 'whatsapp', reason: 'TEMPLATE_INCOMPLETE' }],
    ],
    [
      'by WhatsApp when the address is suppressed',
      waFirst({ suppressed: true }, {}).reverse(),
      'whatsapp',
      [{ channel: 'email', reason: 'SUPPRESSED' }],
    ],
    [
      'by the one that comes further when none is open',
      waFirst({ suppressed: true }, { consent: null }),
      'email',
      [{ channel: 'whatsapp', reason: 'NO_CONSENT' }],
    ],
  ])('goes %s, and says why not by the other', (_, routes, channel, instead) => {
    const best = bestRoute(routes)!;

    expect(best.channel).toBe(channel);
    expect(passedOver(routes, best, [])).toEqual(instead);
  });

  it('says of a channel that could not deliver it that it did not', () => {
    expect(passedOver([mail], mail, ['whatsapp'])).toEqual([
      { channel: 'whatsapp', reason: 'CHANNEL_FAILED' },
    ]);
  });

  it('waits with an alert when its only channel has no usable template', () => {
    const held = { ...clear, route: { ...message, usable: false } };
    const decision = decide({ ...held, template: { versionId: null, missing: [] } });

    expect([decision.outcome, decision.reason]).toEqual(['deferred', 'TEMPLATE_INCOMPLETE']);
  });
});

describe('the legal basis', () => {
  const given: Consent = {
    channel: 'email',
    purpose: 'advertising',
    state: 'given',
    basis: 'OPT_IN',
    consentId: 'k',
    at: hoursAgo(24),
    requestedThing: null,
  };
  const asked = { ...given, basis: 'REQUESTED_CONTACT', requestedThing: 'sample' };

  it.each([
    ['an opt-in', [given], 'email', 'sample', true],
    ['an existing customer', [{ ...given, basis: 'EXISTING_CUSTOMER' }], 'email', 'sample', true],
    [
      'a legitimate interest',
      [{ ...given, basis: 'LEGITIMATE_INTEREST' }],
      'email',
      'sample',
      false,
    ],
    ['a revocation', [{ ...given, state: 'revoked' }], 'email', 'sample', false],
    ['another channel', [given], 'whatsapp', 'sample', false],
    ['another purpose', [{ ...given, purpose: 'newsletter' }], 'email', 'sample', false],
    ['a request for this', [asked], 'email', 'sample', true],
    ['a request for something else', [asked], 'email', 'bulk-order', false],
    ['a request of 31 days ago', [{ ...asked, at: hoursAgo(31 * 24) }], 'email', 'sample', false],
    [
      'an existing customer on WhatsApp',
      [{ ...given, channel: 'whatsapp', basis: 'EXISTING_CUSTOMER' }],
      'whatsapp',
      'sample',
      false,
    ],
    ['silence', [], 'email', 'sample', false],
  ] as [string, Consent[], string, string, boolean][])(
    'of %s',
    (_, consents, channel, thing, may) => {
      expect(legalBasis(consents, channel, thing, now) !== null).toBe(may);
    },
  );
});

describe('the reasons', () => {
  it.each(Object.entries(REASONS))('%s says something in both languages', (_, { de, en }) => {
    for (const { says, unless } of [de, en]) {
      expect(says).toMatch(/^[A-ZÄÖÜ].*\.$/);
      expect(unless).toMatch(/^[^.]+$/);
    }
  });
});
