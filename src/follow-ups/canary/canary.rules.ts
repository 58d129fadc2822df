import { CANARY_ID } from '../../core/canary.rules';
import type { LeadForFollowUp } from '../../leads';
import type { Facts } from '../deciding/guards.rules';
import type { DueFollowUp, World } from '../deciding/world.rules';

/** Where a round can stand on its way, in their order. */
export const TRAVEL_HOPS = ['plan', 'decide', 'send', 'report'] as const;
export type TravelHop = (typeof TRAVEL_HOPS)[number];
/** Also: nothing begins, or nothing may leave from here. */
export const HOPS = ['fence', 'start', ...TRAVEL_HOPS] as const;
export type Hop = (typeof HOPS)[number];

/** A round that has just begun says nothing yet about where the way is broken. */
export const YOUNG_SECONDS = 30;
/** A round without an end is left after so many periods, so that another can begin. */
export const PERIODS_TO_WAIT = 3;
/** Late is what the alert says: no round has arrived for so many periods. */
export const PERIODS_UNTIL_LATE = 2;

const OWNER_ID = '019ab000-0000-7000-8000-0000000000cc';
const CONTACT_ID = '019ab000-0000-7000-8000-0000000000cd';
const CONSENT_ID = '019ab000-0000-7000-8000-0000000000ce';
/** RFC 2606: a domain that is never given to anybody. */
const ADDRESS = 'canary@relance.invalid';

function leadOf(territory: string, now: Date): LeadForFollowUp {
  return {
    leadId: CANARY_ID,
    version: 1,
    status: 'NEW',
    stage: 1,
    ownerId: OWNER_ID,
    territory,
    country: 'DE',
    postalCode: null,
    company: 'Canary',
    city: null,
    businessType: 'OTHER',
    lapsed: false,
    merged: false,
    simulated: true,
    clockStopped: false,
    automationPaused: false,
    lastMeaningfulActivityAt: null,
    lastAnswerLoggedAt: null,
    contacts: [
      {
        ...{ id: CONTACT_ID, salutation: null, title: null, firstName: null, lastName: 'Canary' },
        ...{ role: 'BUYER', email: ADDRESS, phone: null, mobile: null, locale: null },
        ...{ timeZone: null, primary: true, blockedAt: null },
        consents: [
          {
            ...{ channel: 'email', purpose: 'advertising', state: 'given', basis: 'OPT_IN' },
            ...{ consentId: CONSENT_ID, at: now, requestedThing: null },
          },
        ],
      },
    ],
  };
}

/** The world in which the canary exists, for a batch that holds it. */
export function withCanary(world: World, due: readonly DueFollowUp[]): World {
  const canary = due.find(({ leadId }) => leadId === CANARY_ID);
  if (!canary) return world;
  const owner = {
    id: OWNER_ID,
    name: 'Canary',
    email: ADDRESS,
    position: null,
    phone: null,
    active: true,
  };
  return {
    ...world,
    leads: new Map([...world.leads, [CANARY_ID, leadOf(canary.territory, world.now)]]),
    owners: new Map([...world.owners, [OWNER_ID, owner]]),
  };
}

/** It goes at any hour and whatever is switched off for people's leads: it asks whether the way is open, not the hour. */
export function canaryFacts(facts: Facts): Facts {
  const { installation } = facts.automation;
  return {
    ...facts,
    automation: { installation, everywhere: true, territory: true, sequence: true, lead: true },
    anyHour: true,
    caps: [],
    holdOut: { ...facts.holdOut, percent: 0 },
  };
}

/** A round as its tables tell it. */
export interface Round {
  /** Null until its event has been read. */
  readonly state: string | null;
  /** Whether its mail has been handed over, or given up. */
  readonly mailSettled: boolean;
}

/** Where a round stands; null when it has arrived. What was skipped, failed or cancelled stays where that happened. */
export function hopOf({ state, mailSettled }: Round): TravelHop | null {
  if (state === null) return 'plan';
  if (state === 'handed_over') return null;
  if (state === 'planned' || state === 'skipped') return 'decide';
  return state === 'queued' && mailSettled ? 'report' : 'send';
}

export interface Rounds {
  readonly fenced: boolean;
  /** Seconds since a round last arrived, or since the first one began; null before that. */
  readonly age: number | null;
  /** Seconds since the newest round began and where it stands; null while there is none under way. */
  readonly open: { readonly age: number; readonly hop: TravelHop } | null;
  /** Where the last round that was left stood, unless one has arrived since. */
  readonly lastBroken: TravelHop | null;
}

/** The hop to look at; null while nothing is wrong as far as one can tell. */
export function brokenHop(
  { fenced, age, open, lastBroken }: Rounds,
  periodSeconds: number,
): Hop | null {
  if (fenced) return 'fence';
  if (open && open.age >= YOUNG_SECONDS) return open.hop;
  if (lastBroken) return lastBroken;
  return age !== null && age > PERIODS_UNTIL_LATE * periodSeconds && !open ? 'start' : null;
}
