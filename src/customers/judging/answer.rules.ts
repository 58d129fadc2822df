import type { ResponseClassified } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import type { LeadForConversion } from '../../leads';
import type { Facts } from './facts.rules';

/** Code of the rule by which a tap on "send me the details" is read. */
export const UNLOCK = 'tap.unlock';
const DAY_MS = 86_400_000;
const UNLOCK_DAYS = 14;

/** What is judged: one reading of an answer. */
export interface Answer {
  readonly leadId: string;
  readonly class: string;
  readonly confidence: number | null;
  readonly channel: string;
  readonly evidence: string | null;
  readonly followUpId: string | null;
  readonly receivedAt: Date;
}

/** What facts are made of, beside the answer itself. */
export interface FactSources {
  readonly leads: Map<string, LeadForConversion>;
  readonly steps: ReadonlyMap<string, string>;
  readonly duplicates: ReadonlySet<string>;
  /** Earlier unlocks by lead. */
  readonly unlocks: Map<string, Date[]>;
}

export function answerOf({ data }: RecordedEvent<typeof ResponseClassified>): Answer {
  const { leadId, confidence, channel, evidence, followUpId, receivedAt } = data;
  return {
    ...{ leadId, class: data.class, confidence, channel, evidence, followUpId },
    receivedAt: new Date(receivedAt),
  };
}

/** @returns null for a lead that is not to be seen */
export function factsOf(answer: Answer, sources: FactSources): Facts | null {
  const lead = sources.leads.get(answer.leadId);
  if (!lead) return null;
  const { contacts } = lead;
  return {
    responseClass: answer.class,
    confidence: answer.confidence,
    channel: answer.channel,
    saidBy: answer.channel === 'person' ? 'PERSON' : 'LEAD',
    step: answer.followUpId === null ? null : (sources.steps.get(answer.followUpId) ?? null),
    leadStatus: lead.status,
    leadStage: lead.stage,
    leadScore: lead.score,
    businessType: lead.businessType,
    territory: lead.territory,
    volumeCents: lead.volumeCents,
    ageDays: daysBetween(lead.registeredAt, answer.receivedAt),
    hasCompany: lead.company.trim() !== '',
    hasEmail: contacts.some(({ email }) => email !== null),
    hasPhone: contacts.some(({ phone, mobile }) => phone !== null || mobile !== null),
    duplicateCustomer: sources.duplicates.has(answer.leadId),
    activeSample: lead.activeSample,
    consent: contacts[0]?.consent ?? null,
    unlocks14Days: unlocksUpTo(answer, sources.unlocks.get(answer.leadId) ?? []),
  };
}

/** Earlier ones and this one, if it is one. */
function unlocksUpTo({ evidence, receivedAt }: Answer, earlier: readonly Date[]): number {
  const since = receivedAt.getTime() - UNLOCK_DAYS * DAY_MS;
  const before = earlier.filter((at) => at.getTime() >= since && at <= receivedAt);
  return before.length + (evidence === UNLOCK ? 1 : 0);
}

function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - new Date(from).getTime()) / DAY_MS));
}
