import {
  ConversionReviewed,
  ConversionUndone,
  CustomerActivated,
  CustomerOrderRecorded,
  EmailBounced,
  EmailClicked,
  EmailComplained,
  EmailFailed,
  EmailOpened,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
  type EventData,
  type EventDefinition,
  FollowUpCancelled,
  FollowUpProcessed,
  FollowUpsPaused,
  FollowUpsResumed,
  LeadActivityLogged,
  LeadAssigned,
  LeadClockRestarted,
  LeadClockStopped,
  LeadConverted,
  LeadProtectionExtended,
  LeadProtectionLapsed,
  LeadProtectionReminded,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  OpportunityChanged,
  OpportunityOpened,
  ResponseClassified,
  TaskCompleted,
  TaskOpened,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { CODES, DETAILS, filled, SENTENCES, type SentenceKey } from './feed-words.rules';

export interface FeedReader {
  readonly locale: 'de' | 'en';
  readonly timeZone: string;
}

/** What the owners of a fact know beside it. */
export interface Known {
  readonly company: string;
  /** Of the follow-up that the fact is about. */
  readonly step: string | null;
  /** Why a step was decided so, in the reader's language. */
  readonly reason: string | null;
  readonly task: string | null;
  readonly nameOf: (userId: string | null) => string | null;
}

interface Parts {
  readonly key: SentenceKey;
  readonly values?: Readonly<Record<string, string>>;
  readonly details?: readonly (string | null)[];
}

/** What is known, and how to say it to this reader. */
class Teller {
  constructor(
    readonly known: Known,
    private readonly reader: FeedReader,
  ) {}

  name(userId: string | null): string | null {
    return this.known.nameOf(userId);
  }

  detail(key: keyof typeof DETAILS, at: string | null = null): string {
    const said = DETAILS[key][this.reader.locale];
    return at === null ? said : filled(said, { at: this.day(at) });
  }

  /** A code as people say it; one that has no words stands for itself. */
  code(code: string): string {
    return CODES[code]?.[this.reader.locale] ?? code;
  }

  percent(part: number): string {
    const format = { style: 'percent', maximumFractionDigits: 0 } as const;
    return new Intl.NumberFormat(this.intl, format).format(part);
  }

  /** As the screens write it: the currency behind the amount in both languages. */
  money(cents: number, currency: string): string {
    const format = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
    const amount = new Intl.NumberFormat(this.intl, format).format(cents / 100);
    return `${amount}\u00a0${currency === 'EUR' ? '€' : currency}`;
  }

  private day(at: string): string {
    const { timeZone } = this.reader;
    const format = { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' } as const;
    return new Intl.DateTimeFormat(this.intl, format).format(new Date(at));
  }

  private get intl(): string {
    return this.reader.locale === 'de' ? 'de-DE' : 'en-GB';
  }
}

type Telling = (fact: never, teller: Teller) => Parts;
const on = <E extends EventDefinition>(
  definition: E,
  telling: (fact: EventData<E>, teller: Teller) => Parts,
): readonly [string, Telling] => [definition.type, telling];
const aMail =
  (key: SentenceKey): Telling =>
  (_, { known }) => ({ key, details: [known.step] });

const TELLINGS = new Map<string, Telling>([
  on(EmailSent, ({ stream }, { known }) => ({
    key: stream === 'followup' && known.step !== null ? 'sent' : 'mailSent',
  })),
  [EmailFailed.type, aMail('failed')],
  [EmailUnknown.type, aMail('unknown')],
  [EmailSuppressed.type, aMail('suppressed')],
  on(EmailBounced, (fact, teller) => ({ key: 'bounced', details: [teller.detail(fact.class)] })),
  [EmailOpened.type, aMail('opened')],
  [EmailClicked.type, aMail('clicked')],
  on(EmailComplained, () => ({ key: 'complained' })),
  on(EmailUnsubscribed, () => ({ key: 'unsubscribed' })),
  on(FollowUpProcessed, ({ outcome }, { known }) => ({
    key: outcome === 'deferred' ? 'deferred' : 'skipped',
    details: [known.reason],
  })),
  on(FollowUpCancelled, (_, { known }) => ({ key: 'cancelled', details: [known.reason] })),
  on(FollowUpsPaused, ({ by }, teller) => ({ key: 'paused', details: [teller.name(by)] })),
  on(FollowUpsResumed, ({ by }, teller) => ({ key: 'resumed', details: [teller.name(by)] })),
  on(ResponseClassified, answer),
  on(LeadConverted, ({ convertedBy, rule }, teller) => ({
    key: 'converted',
    details: [teller.name(convertedBy) ?? (rule && teller.detail('byRule'))],
  })),
  on(ConversionReviewed, ({ decidedBy }, teller) => ({
    key: 'refused',
    details: [teller.name(decidedBy)],
  })),
  on(ConversionUndone, ({ undoneBy }, teller) => ({
    key: 'undone',
    details: [teller.name(undoneBy)],
  })),
  on(CustomerOrderRecorded, ({ amountCents, currency, deliveredAt }, teller) => ({
    key: 'ordered',
    values: { amount: teller.money(amountCents, currency) },
    details: [deliveredAt && teller.detail('delivered')],
  })),
  on(CustomerActivated, () => ({ key: 'activated' })),
  on(OpportunityOpened, ({ amountCents, currency, stage }, teller) => ({
    key: 'chance',
    values: { amount: teller.money(amountCents, currency) },
    details: [teller.code(stage)],
  })),
  on(OpportunityChanged, ({ amountCents, currency, to }, teller) => ({
    key: to === 'WON' ? 'chanceWon' : to === 'LOST' ? 'chanceLost' : 'chanceMoved',
    values: { amount: teller.money(amountCents, currency), stage: teller.code(to) },
  })),
  on(LeadActivityLogged, ({ kind, outcome }, teller) => ({
    key: 'activity',
    values: { activity: teller.code(kind) },
    details: [outcome && teller.code(outcome)],
  })),
  on(TaskOpened, ({ kind, assigneeId, dueAt }, teller) => ({
    key: 'taskOpened',
    values: { task: teller.known.task ?? teller.code(kind) },
    details: [teller.name(assigneeId), teller.detail('due', dueAt)],
  })),
  on(TaskCompleted, ({ kind, completedBy }, teller) => ({
    key: 'taskDone',
    values: { task: teller.known.task ?? teller.code(kind) },
    details: [teller.name(completedBy)],
  })),
  on(LeadSampleDelivered, () => ({ key: 'sample' })),
  on(LeadRegistered, ({ ownerId }, teller) => ({
    key: 'registered',
    details: [teller.name(ownerId)],
  })),
  on(LeadAssigned, ({ to }, teller) => {
    const owner = teller.name(to);
    return owner === null ? { key: 'released' } : { key: 'assigned', values: { owner } };
  }),
  on(LeadStatusChanged, ({ from, to, reason }, teller) => {
    // The lead that stays may move as well; that is a status like any other.
    if (reason === 'MERGED' && to === 'LOST') return { key: 'merged' };
    if (reason === 'UNMERGED' && from === 'LOST') return { key: 'unmerged' };
    return { key: 'status', values: { status: teller.code(to) } };
  }),
  on(LeadProtectionReminded, ({ deadline }, teller) => ({
    key: 'reminded',
    details: [teller.detail('until', deadline)],
  })),
  on(LeadProtectionLapsed, ({ ownerId }, teller) => ({
    key: 'lapsed',
    details: [teller.name(ownerId)],
  })),
  on(LeadProtectionExtended, ({ days }) => ({ key: 'extended', values: { days: String(days) } })),
  on(LeadClockStopped, ({ untilAt }, teller) => ({
    key: 'stopped',
    details: [untilAt && teller.detail('until', untilAt)],
  })),
  on(LeadClockRestarted, () => ({ key: 'restarted' })),
]);

/** A fact as one line: what happened to whom, and what is worth knowing beside it. */
export function tell(
  { type, data }: Pick<RecordedEvent, 'type' | 'data'>,
  known: Known,
  reader: FeedReader,
): { sentence: string; detail: string | null } {
  const telling = TELLINGS.get(type);
  if (!telling) throw new Error(`The feed has no words for ${type}.`);
  const { key, values = {}, details = [] } = telling(data as never, new Teller(known, reader));
  const step = known.step ?? 'Follow-up';
  const { company } = known;
  return {
    sentence: filled(SENTENCES[key][reader.locale], { ...values, step, company }),
    detail: details.filter(Boolean).join(' · ') || null,
  };
}

function answer(fact: EventData<typeof ResponseClassified>, teller: Teller): Parts {
  const { confidence, decidedBy, channel, state } = fact;
  const sure = confidence === null || confidence === 1 ? null : teller.percent(confidence);
  const said = decidedBy === null ? 'answered' : 'reclassified';
  const heard = channel === 'person' ? 'reported' : said;
  return {
    key: fact.class === 'AUTO_REPLY' ? 'autoReply' : heard,
    values: { class: [teller.code(fact.class), sure].filter(Boolean).join(' · ') },
    details: [state === 'review' ? teller.detail('toReview') : null, teller.name(decidedBy)],
  };
}
