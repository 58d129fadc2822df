import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Database, type Tx } from '../core/database';
import { EventsQueries } from '../events';
import type { RecordedEvent } from '../events/recorded-event';
import { AccessQueries, type Scope, UsersQueries } from '../identity';
import { ConversionFacts, type LeadForConversion } from './conversion/conversion-facts.queries';
import { FollowUpFacts } from './follow-up-facts.queries';
import type { LeadForFollowUp } from './follow-up-facts.rules';
import { FollowUpHistory, type LeadHistory } from './follow-up-history.queries';
import type {
  CountLeads,
  LeadCounts,
  LeadFilter,
  LeadPage,
  LeadTags,
  LeadView,
  ListLeads,
} from './leads.dto';
import {
  LeadFigures,
  type Narrowing,
  type PipelinePart,
  type Volume,
  type WorkFigures,
} from './lead-figures.queries';
import { LeadNotFound } from './leads.problems';
import { LeadRecords } from './lead-records.service';
import { LeadPages } from './lead-pages.queries';
import type { LeadStatus } from './lists.rules';
import { searchWords } from './normalisation.rules';
import type { LeadEntry } from './timeline/entries.dto';
import { EntriesQueries } from './timeline/entries.queries';
import { type PlannedTouches, Touches } from './touches/touches.queries';
import { VisibleLeads } from './visible-leads.queries';

/** What can be asked of leads; every answer says as of which place in the log it is good. */
@Injectable()
export class LeadsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly facts: FollowUpFacts,
    private readonly conversions: ConversionFacts,
    private readonly visible: VisibleLeads,
    private readonly entries: EntriesQueries,
    private readonly touches: Touches,
    private readonly past: FollowUpHistory,
    private readonly figures: LeadFigures,
    private readonly pages: LeadPages,
    private readonly records: LeadRecords,
  ) {}

  /** A page by keyset: the thousandth costs what the first does. */
  async list(scope: Scope, query: ListLeads): Promise<LeadPage> {
    return this.db.transaction(scope, async (tx) => {
      const [asOf, page] = await Promise.all([this.asOf(tx), this.pages.page(tx, query)]);
      return { ...page, ...asOf };
    });
  }

  /** Several filters counted as of one place in the log. */
  async counts(scope: Scope, { views, volumes }: CountLeads): Promise<LeadCounts> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const counts: Record<string, number> = {};
      const sums: Record<string, Volume[]> = {};
      for (const { key, filter } of views) {
        if (volumes) [counts[key], sums[key]] = await this.figures.volume(tx, filter);
        else counts[key] = await this.count(tx, filter);
      }
      return { counts, ...(volumes && { volumes: sums }), ...asOf };
    });
  }

  /** What leads are tagged with, for whoever filters by it. */
  async tags(scope: Scope): Promise<LeadTags> {
    return this.db.transaction(scope, async (tx) => ({ items: await this.figures.tags(tx) }));
  }

  count(tx: Tx<Scope>, filter: LeadFilter): Promise<number> {
    return this.figures.count(tx, filter);
  }

  /** How many leads each of some people works on. */
  openByOwner(tx: Tx<Scope>, owner: string[]): Promise<ReadonlyMap<string, number>> {
    return this.figures.openByOwner(tx, owner);
  }

  /** Ids of leads behind a filter, in their order, from one on: for work on many that is done piece by piece. */
  matching(
    tx: Tx<Scope>,
    filter: LeadFilter,
    piece: { after: string | null; limit: number },
  ): Promise<string[]> {
    return this.pages.matching(tx, filter, piece);
  }

  /** Leads by status and stage, with what they may buy in a year. */
  pipeline(tx: Tx<Scope>, narrowing: Narrowing): Promise<PipelinePart[]> {
    return this.figures.pipeline(tx, narrowing);
  }

  /** What waits for a person; with `mine`, only for the caller. */
  work(tx: Tx<Scope>, mine: boolean): Promise<WorkFigures> {
    return this.figures.work(tx, mine);
  }

  /** Leads of the caller's scope by status; the cockpit's pipeline. */
  countByStatus(tx: Tx<Scope>): Promise<Record<LeadStatus, number>> {
    return this.figures.countByStatus(tx);
  }

  /** @throws LeadNotFound also for a lead outside the scope, so that nobody learns that it exists */
  async get(scope: Scope, id: string): Promise<LeadView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** As {@link get}, in the caller's transaction. */
  async view(tx: Tx<Scope>, id: string): Promise<LeadView> {
    const lead = await this.find(tx, id);
    if (!lead) throw new LeadNotFound();
    return lead;
  }

  /** As {@link view}, but null for a lead outside the scope. */
  async find(tx: Tx<Scope>, id: string): Promise<LeadView | null> {
    const [asOf, lead, collaborators] = await Promise.all([
      this.asOf(tx),
      this.pages.one(tx, id),
      this.access.collaborators(tx, id),
    ]);
    if (!lead) return null;
    const names = await this.users.names(tx, collaborators);
    return {
      ...lead,
      collaborators: collaborators.map((userId) => ({ userId, name: names.get(userId) ?? '' })),
      ...asOf,
    };
  }

  /** What follow-ups decide by, for many leads at once; leads outside the scope are missing. */
  forFollowUps(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadForFollowUp>> {
    return this.facts.of(tx, leadIds);
  }

  /** What conversions are decided by, for many leads at once; leads outside the scope are missing. */
  forConversion(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadForConversion>> {
    return this.conversions.of(tx, leadIds);
  }

  /** Names of the companies behind leads that the caller may see, by id. */
  async companies(tx: Tx, leadIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows<{ id: string; name: string }>(
      'SELECT id, company_name AS name FROM leads WHERE id = ANY ($1::uuid[])',
      [[...new Set(leadIds)]],
      'leads.companies',
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** When a person last logged an activity with each of these leads; those of machines do not count. */
  async lastWorkedOn(tx: Tx, leadIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (leadIds.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; at: Date }>(
      `SELECT subject_id AS id, max(occurred_at) AS at FROM activities
        WHERE subject_id = ANY ($1::uuid[]) AND logged_by IS NOT NULL GROUP BY subject_id`,
      [leadIds],
      'leads.last-worked-on',
    );
    return new Map(rows.map(({ id, at }) => [id, at]));
  }

  /** Names of contacts whom the caller may see, by id. */
  async contactNames(tx: Tx, contactIds: readonly string[]): Promise<Map<string, string>> {
    if (contactIds.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; name: string }>(
      `SELECT c.id, coalesce(nullif(concat_ws(' ', c.title, c.first_name, c.last_name), ''), c.email, c.mobile, c.phone, '') AS name
         FROM lead_contacts c WHERE c.id = ANY ($1::uuid[])`,
      [[...new Set(contactIds)]],
      'leads.contact-names',
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Whose each number (E.164) is, of the leads that the caller may see; numbers that nobody has are missing. */
  async byPhone(
    tx: Tx,
    phones: readonly string[],
  ): Promise<Map<string, { leadId: string; contactId: string | null }>> {
    if (phones.length === 0) return new Map();
    const rows = await tx.rows<{ phone: string; leadId: string; contactId: string | null }>(
      `SELECT DISTINCT ON (i.value) i.value AS phone, i.lead_id AS "leadId", c.id AS "contactId"
         FROM lead_identities i
         LEFT JOIN lead_contacts c ON c.lead_id = i.lead_id AND i.value IN (c.mobile, c.phone)
        WHERE i.kind = 'phone' AND i.value = ANY ($1)
        ORDER BY i.value, i.overridden_at NULLS FIRST, c.is_primary DESC NULLS LAST, c.id`,
      [phones],
      'leads.by-phone',
    );
    return new Map(rows.map(({ phone, ...whose }) => [phone, whose]));
  }

  /** Leads whose company, town or people are called so, as far as the caller may see them. */
  async called(tx: Tx, q: string, most: number): Promise<string[]> {
    const words = searchWords(q);
    if (words.length === 0) return [];
    const rows = await tx.rows<{ id: string }>(
      'SELECT id FROM relance.leads_matching($1::text[], $2) AS id',
      [words, most],
    );
    return rows.map(({ id }) => id);
  }

  /** Leads that have become part of this one. */
  mergedInto(tx: Tx, leadId: string): Promise<string[]> {
    return this.records.mergedInto(tx, leadId);
  }

  /** @throws LeadNotFound also for a lead outside the scope */
  requireVisible(tx: Tx, leadId: string): Promise<void> {
    return this.visible.require(tx, leadId);
  }

  /** What was known of leads and when, for whoever asks how things would have gone. */
  historyForFollowUps(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadHistory>> {
    return this.past.of(tx, leadIds);
  }

  /** A module above says what it has planned for leads, with the rights of whoever asks. */
  registerTouches(planned: PlannedTouches): void {
    this.touches.register(planned);
  }

  /** What this module knows of facts about leads, by event: people, activities, consents, tasks. */
  timelineEntries(tx: Tx, events: readonly RecordedEvent[]): Promise<Map<string, LeadEntry>> {
    return this.entries.of(tx, events);
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    return {
      asOf: this.clock.now().toISOString(),
      asOfSequence: await this.events.safeSequence(tx),
    };
  }
}
