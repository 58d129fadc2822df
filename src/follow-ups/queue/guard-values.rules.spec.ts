import { GUARD_FUNCTIONS, type Facts, type Route } from '../deciding/guards.rules';
import { type GuardKey, GUARDS } from '../deciding/reasons.rules';
import { sayValue } from './guard-values.rules';

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
const clear: Facts = {
  now,
  place: { zone: 'Europe/Berlin', region: 'DE-BE' },
  spreadMs: 0,
  notAfter: new Date('2026-03-16T09:00:00Z'),
  late: { past: 'skip', spreadHours: 0, share: 0.5 },
  automation: {
    installation: true,
    everywhere: true,
    territory: true,
    sequence: true,
    lead: true,
  },
  status: 'ACTIVE',
  owner: { id: 'o', active: true },
  clockStopped: false,
  route,
  anchorAt: hoursAgo(168),
  heardAt: null,
  activityAt: null,
  previous: { step: 'T3', state: 'handed_over', handedOverAt: hoursAgo(96) },
  minDistanceHours: 96,
  contactedAt: [hoursAgo(96)],
  caps: [
    { messages: 1, hours: 48 },
    { messages: 4, hours: 720 },
  ],
  holdOut: { share: 0.345, percent: 0 },
  approval: { needed: false, approvedAt: null },
  template: { versionId: 'v', missing: [] },
};

/** As it comes back from the database: instants are texts. */
const kept = (key: GuardKey, facts: Partial<Facts> = {}) =>
  JSON.parse(JSON.stringify(GUARD_FUNCTIONS[key]({ ...clear, ...facts }).value)) as Record<
    string,
    unknown
  >;
const say = (key: GuardKey, facts: Partial<Facts> = {}, locale: 'de' | 'en' = 'de') =>
  sayValue({ key, value: kept(key, facts) }, locale, (at) => at.toISOString().slice(0, 10));

describe('what a guard saw', () => {
  it.each([
    ['automation', {}, 'läuft'],
    [
      'automation',
      {
        automation: {
          installation: true,
          everywhere: true,
          territory: false,
          sequence: true,
          lead: false,
        },
      },
      'angehalten im Gebiet, für diesen Lead',
    ],
    ['lead', {}, 'Aktiv'],
    ['lead', { status: null }, 'gelöscht'],
    ['owner', { owner: { id: null, active: false } }, 'niemand'],
    ['clock', { clockStopped: true }, 'angehalten'],
    ['channel', {}, 'E-Mail'],
    ['channel', { route: { ...route, blocked: true } }, 'Kontakt gesperrt'],
    ['channel', { route: { ...route, reachable: false } }, 'keine Adresse'],
    ['consent', {}, 'Einwilligung'],
    ['consent', { route: { ...route, consent: null } }, 'keine'],
    ['suppression', { route: { ...route, suppressed: true } }, 'gesperrt'],
    ['answer', {}, 'keine seit 2026-03-03'],
    ['answer', { heardAt: hoursAgo(24) }, 'zuletzt 2026-03-09'],
    ['activity', {}, 'keiner seit 2026-03-06'],
    ['distance', { previous: null }, 'erster Schritt'],
    ['distance', {}, 'T3 am 2026-03-06, Abstand mindestens 96 Std'],
    [
      'distance',
      { previous: { step: 'T3', state: 'queued', handedOverAt: null } },
      'T3 ist noch offen',
    ],
    ['frequency', {}, '1 erhalten, höchstens 1 in 48 Std, 4 in 720 Std'],
    ['holdOut', {}, 'Los 34,5 %, Anteil 0 %'],
    ['approval', {}, 'nicht nötig'],
    ['approval', { approval: { needed: true, approvedAt: hoursAgo(24) } }, 'erteilt 2026-03-09'],
    ['lateness', {}, 'bis 2026-03-16'],
    ['window', {}, 'Europe/Berlin, DE-BE'],
    [
      'template',
      { template: { versionId: 'v', missing: ['offer.validUntil'] } },
      'es fehlt offer.validUntil',
    ],
  ] as const)('%s %j is said as %s', (key, facts, text) => {
    expect(say(key, facts)).toBe(text);
  });

  it('is said in English as well, without a gap', () => {
    expect(say('holdOut', {}, 'en')).toBe('draw 34.5 %, share 0 %');
    for (const key of Object.keys(GUARDS) as GuardKey[])
      for (const locale of ['de', 'en'] as const) expect(say(key, {}, locale)).toMatch(/^[^{}]+$/);
  });

  it('is no fault of a reader when an old record lacks a value', () => {
    for (const key of Object.keys(GUARDS) as GuardKey[])
      expect(() => sayValue({ key, value: {} }, 'de', () => '')).not.toThrow();
  });
});
