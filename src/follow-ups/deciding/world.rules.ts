import { CANARY_ID } from '../../core/canary.rules';
import { type Market, type Signatory } from '../../identity';
import type { LeadForFollowUp } from '../../leads';
import type { Templates } from '../../email';
import type { Reach, TemplateState } from '../../whatsapp';
import { type Place, placeAt } from '../../core/calendar/working-hours.rules';
import { shareOf, spreadOf } from './shares.rules';
import { canaryFacts } from '../canary/canary.rules';
import type { OfferRow } from '../offers/offers.rules';
import type { Channel, Step } from '../sequences/steps.rules';
import type { SequenceVersion } from '../sequences/sequences.queries';
import { type Draft, draftOf } from './draft.rules';
import type { Facts } from './guards.rules';

type Candidates = Awaited<ReturnType<Templates['candidates']>>;

/** A planned follow-up whose time has come, as it was claimed. */
export interface DueFollowUp {
  readonly id: string;
  readonly enrolmentId: string;
  readonly leadId: string;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly territory: string;
  readonly simulated: boolean;
  readonly step: string;
  readonly stepNumber: number;
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly waitsFor: string | null;
  readonly decisionNumber: number;
  readonly approvedAt: Date | null;
  /** To whom it was queued; null while everybody at the lead may be written to. */
  readonly contactId: string | null;
  /** By which it was queued; the preferred one until then. */
  readonly channel: Channel;
  readonly spentChannels: readonly Channel[];
  readonly anchorAt: Date;
  /** "Not now": what was heard up to then is no answer that ends anything. */
  readonly laterAt: Date | null;
  readonly enrolmentState: string;
  readonly sequenceId: string;
  readonly sequencePaused: boolean;
}

/** Another follow-up of the same lead. */
export interface Sibling {
  readonly id: string;
  readonly leadId: string;
  readonly enrolmentId: string;
  readonly step: string;
  readonly stepNumber: number;
  readonly state: string;
  readonly handedOverAt: Date | null;
}

/** Everything that decisions of one batch depend on, read in a few statements. */
export interface World {
  readonly now: Date;
  /** Whether letters are to be written: who only asks if one may still leave needs no offer and no template. */
  readonly letters: boolean;
  readonly leads: ReadonlyMap<string, LeadForFollowUp>;
  readonly siblings: ReadonlyMap<string, readonly Sibling[]>;
  readonly owners: ReadonlyMap<string, Signatory>;
  readonly markets: ReadonlyMap<string, Market>;
  readonly sequences: ReadonlyMap<string, SequenceVersion>;
  /** Addresses, as the contacts have them. */
  readonly suppressed: ReadonlySet<string>;
  readonly heardFrom: ReadonlyMap<string, Date>;
  /** How numbers can be reached by WhatsApp, and what may be sent there; empty when no step goes by it. */
  readonly reach: ReadonlyMap<string, Reach>;
  readonly messageTemplates: readonly TemplateState[];
  /** When advertising beside follow-ups was handed over, by lead. */
  readonly advertisedAt: ReadonlyMap<string, readonly Date[]>;
  readonly offers: readonly OfferRow[];
  readonly candidates: Candidates;
  readonly choose: Templates['choose'];
  readonly missing: Templates['missingVariables'];
  readonly settings: {
    /** False for a database that was restored elsewhere. */
    readonly installed: boolean;
    readonly enabled: ReadonlyMap<string | null, boolean>;
    readonly caps: Facts['caps'];
    readonly holdOutPercent: number;
    readonly maxDiscountPct: ReadonlyMap<string | null, number>;
    readonly validDays: ReadonlyMap<string | null, number>;
  };
}

export interface Situation {
  readonly due: DueFollowUp;
  readonly step: Step;
  readonly place: Place;
  readonly lead: LeadForFollowUp | null;
  readonly facts: Facts;
  readonly draft: Draft;
}

/** Where nothing is known of a lead. */
export const FALLBACK_PLACE: Place = { zone: 'Europe/Berlin', region: 'DE' };

/** @throws Error when the sequence has lost the step, which no version can */
export function stepOf(due: Pick<DueFollowUp, 'sequenceId' | 'step'>, world: World): Step {
  const step = world.sequences.get(due.sequenceId)?.steps.find(({ key }) => key === due.step);
  if (!step) throw new Error(`The sequence ${due.sequenceId} has no step ${due.step}.`);
  return step;
}

/** The zone and region of a lead: its first contact's zone if known, else that of its market. */
export function placeOf(lead: LeadForFollowUp, market: Market | undefined): Place {
  return placeAt(lead, [...lead.contacts.map(({ timeZone }) => timeZone), market?.timeZone]);
}

/** Puts together what one decision depends on; pure. */
export function situationOf(due: DueFollowUp, world: World): Situation {
  const { now, settings } = world;
  const step = stepOf(due, world);
  const lead = world.leads.get(due.leadId) ?? null;
  const market = world.markets.get(lead?.territory ?? due.territory);
  const place = lead ? placeOf(lead, market) : FALLBACK_PLACE;
  const only = due.contactId === null ? null : { contactId: due.contactId, channel: due.channel };
  const followUp = { id: due.id, spent: due.spentChannels };
  const draft = draftOf({ step, lead, market, place, only, followUp }, world);
  const siblings = world.siblings.get(due.leadId) ?? [];
  const owner = lead?.ownerId ? world.owners.get(lead.ownerId) : undefined;
  const { laterAt } = due;
  const isAfterLater = (at: Date | null) => !at || !laterAt || at > laterAt;
  const facts: Facts = {
    now,
    place,
    spreadMs: spreadOf(due.id),
    notAfter: due.notAfter,
    late: { past: step.past, spreadHours: step.spreadHours, share: shareOf(due.id, 'late') },
    automation: {
      installation: settings.installed,
      everywhere: settings.enabled.get(null) ?? true,
      territory: settings.enabled.get(due.territory) ?? true,
      sequence: !due.sequencePaused,
      lead: !(lead?.automationPaused ?? false) && due.enrolmentState === 'active',
    },
    status: statusOf(lead),
    owner: { id: lead?.ownerId ?? null, active: owner?.active ?? false },
    clockStopped: lead?.clockStopped ?? false,
    route: draft.route,
    anchorAt: due.anchorAt,
    heardAt: lead && latest([lead.lastAnswerLoggedAt, ...heard(lead, world)].filter(isAfterLater)),
    activityAt: lead?.lastMeaningfulActivityAt ?? null,
    previous: previousOf(due, siblings),
    minDistanceHours: step.minDistanceHours,
    contactedAt: [
      ...siblings.flatMap(({ id, handedOverAt }) =>
        id === due.id || !handedOverAt ? [] : [handedOverAt],
      ),
      ...(world.advertisedAt.get(due.leadId) ?? []),
    ],
    caps: settings.caps,
    holdOut: { share: shareOf(due.leadId, 'hold-out'), percent: settings.holdOutPercent },
    approval: { needed: step.needsApproval, approvedAt: due.approvedAt },
    template: templateOf(draft, world),
  };
  return {
    due,
    step,
    place,
    lead,
    facts: due.leadId === CANARY_ID ? canaryFacts(facts) : facts,
    draft,
  };
}

/** By WhatsApp the template is the channel's; by mail it is chosen from ours. */
function templateOf({ route, message, choice, variables }: Draft, world: World): Facts['template'] {
  if (route.channel === 'whatsapp')
    return { versionId: message?.template.id ?? null, missing: message?.missing ?? [] };
  const winner = choice?.winner;
  return {
    versionId: winner?.versionId ?? null,
    missing: winner ? world.missing(winner.versionId, variables) : [],
  };
}

/** On any channel: addresses and numbers stand in one list. */
function heard(lead: LeadForFollowUp, { heardFrom }: World): (Date | null)[] {
  return lead.contacts.flatMap(({ email, phone, mobile }) =>
    [email, phone, mobile].map((from) => (from === null ? null : (heardFrom.get(from) ?? null))),
  );
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce<Date | null>((last, at) => (at && (!last || at > last) ? at : last), null);
}

function previousOf(due: DueFollowUp, siblings: readonly Sibling[]): Facts['previous'] {
  return siblings
    .filter((s) => s.enrolmentId === due.enrolmentId && s.stepNumber < due.stepNumber)
    .reduce<Sibling | null>(
      (last, s) => (last === null || s.stepNumber > last.stepNumber ? s : last),
      null,
    );
}

/** What keeps a lead from being written to comes before its status. */
function statusOf(lead: LeadForFollowUp | null): string | null {
  if (lead?.merged) return 'MERGED';
  return lead?.lapsed ? 'LAPSED' : (lead?.status ?? null);
}
