import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { CustomersQueries } from '../../customers';
import { EventsQueries } from '../../events';
import type { RecordedEvent } from '../../events/recorded-event';
import { parseSequence } from '../../events/sequence.rules';
import { TraceQueries } from '../../follow-ups';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { widthOf } from '../dashboard/width.rules';
import { decisionIn } from '../timeline/timeline.rules';
import type { Feed, FeedItem, ReadFeed } from './feed.dto';
import { feedTypes, lookOf } from './feed.rules';
import { tell } from './telling.rules';

/** What happens is among the newest of all facts; older ones are told by timelines. */
const AMONG = 10_000;
/** Facts that say what another one says are passed over: so often more are fetched to fill a page. */
const MOST_ROUNDS = 4;
/** Leads that a search may mean. */
const MOST_FOUND = 1000;

/** Whom the feed asks for what it tells. */
@Injectable()
export class FeedOwners {
  constructor(
    readonly events: EventsQueries,
    readonly leads: LeadsQueries,
    readonly customers: CustomersQueries,
    readonly traces: TraceQueries,
    readonly users: UsersQueries,
  ) {}
}

/** What happens, in the order of the log and in the reader's words. */
@Injectable()
export class FeedQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly owners: FeedOwners,
  ) {}

  /** The newest first. @throws InvalidRequest for a scope that the role does not have */
  read(scope: Scope, { scope: asked, filter, q, after, limit }: ReadFeed): Promise<Feed> {
    const width = widthOf(scope, asked);
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.owners.events.safeSequence(tx);
      // Of a sales user, what they see is what they own and what they were asked to help with.
      const ownerId = width === 'own' && scope.kind !== 'own' ? scope.userId : null;
      const wanted = {
        types: feedTypes(filter),
        ownerId,
        subjectIds: q === undefined ? null : await this.matching(tx, q),
        after: after === undefined ? null : parseSequence(after),
        among: AMONG,
      };
      const items: FeedItem[] = [];
      let before: RecordedEvent | null = null;
      let since: Date | null = null;
      for (let round = 0; round < MOST_ROUNDS && items.length < limit; round++) {
        const place = before && parseSequence(before.sequence);
        const found = await this.owners.events.newest(tx, { ...wanted, before: place, limit });
        items.push(...(await this.told(tx, found.events)));
        since = found.since;
        before = found.events.at(-1) ?? null;
        if (found.events.length < limit) break;
      }
      return {
        asOf: this.clock.now().toISOString(),
        asOfSequence,
        scope: width,
        since: since?.toISOString() ?? null,
        items: items.slice(0, limit),
      };
    });
  }

  private async matching(tx: Tx<Scope>, q: string): Promise<string[]> {
    const { leads, customers } = this.owners;
    return [...(await leads.called(tx, q, MOST_FOUND)), ...(await customers.matching(tx, q))];
  }

  /** What the reader sees of the facts today; the owners are asked once each, whatever the number of facts. */
  private async told(tx: Tx<Scope>, events: readonly RecordedEvent[]): Promise<FeedItem[]> {
    const { leads, customers, traces, users } = this.owners;
    const shown = events.flatMap((event) => {
      const look = lookOf(event);
      return look ? [{ event, ...look, ...idsIn(event) }] : [];
    });
    const ids = (key: 'leadId' | 'customerId') => shown.flatMap((one) => one[key] ?? []);
    const companies = new Map([
      ...(await leads.companies(tx, ids('leadId'))),
      ...(await customers.companies(tx, ids('customerId'))),
    ]);
    const steps = await traces.steps(tx, [...new Set(shown.flatMap((s) => s.followUpId ?? []))]);
    const reasons = await this.reasons(tx, events);
    const entries = await leads.timelineEntries(tx, events);
    const names = await users.names(
      tx,
      shown.flatMap(({ event }) => peopleIn(event)),
    );
    const reader = await users.reading(tx, tx.scope.userId);
    return shown.flatMap(({ event, group, kind, leadId, customerId, followUpId }) => {
      const company = companies.get(leadId ?? customerId ?? '');
      if (company === undefined) return [];
      const { id, sequence, type, time, simulated } = event;
      const known = {
        company,
        step: steps.get(followUpId ?? '') ?? null,
        reason: reasons.get(id) ?? null,
        task: entries.get(id)?.task?.text ?? null,
        nameOf: (userId: string | null) => names.get(userId ?? '') ?? null,
      };
      const at = time.toISOString();
      const { sentence, detail } = tell(event, known, reader);
      return [
        {
          id,
          sequence,
          type,
          group,
          kind,
          at,
          leadId,
          customerId,
          company,
          sentence,
          detail,
          simulated,
        },
      ];
    });
  }

  private async reasons(
    tx: Tx<Scope>,
    events: readonly RecordedEvent[],
  ): Promise<Map<string, string | null>> {
    const decided = events.flatMap((event) => {
      const fact = decisionIn(event);
      return fact ? [{ id: event.id, fact }] : [];
    });
    const words = await this.owners.traces.inWords(
      tx,
      decided.map(({ fact }) => fact),
    );
    return new Map(decided.map(({ id }, at) => [id, words[at]?.reasonText ?? null]));
  }
}

/** What a fact is about: its lead before its customer, since the lead's page leads to both. */
function idsIn({ data }: RecordedEvent) {
  const { leadId, customerId, followUpId, about } = data as {
    readonly leadId?: string | null;
    readonly customerId?: string;
    readonly followUpId?: string | null;
    readonly about?: { readonly kind: string; readonly id: string } | null;
  };
  const ofMail = about?.kind === 'follow-up' ? about.id : null;
  return {
    leadId: leadId ?? null,
    customerId: leadId ? null : (customerId ?? null),
    followUpId: followUpId ?? ofMail,
  };
}

const PEOPLE = [
  'ownerId',
  'to',
  'by',
  'decidedBy',
  'convertedBy',
  'undoneBy',
  'assigneeId',
  'completedBy',
];

function peopleIn({ data }: RecordedEvent): string[] {
  const fact = data as Readonly<Record<string, unknown>>;
  return PEOPLE.flatMap((key) => {
    const value = fact[key];
    return typeof value === 'string' && value.length === 36 ? [value] : [];
  });
}
