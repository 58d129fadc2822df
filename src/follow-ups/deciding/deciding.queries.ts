import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../../core/canary.rules';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EmailQueries, Suppressions, Templates } from '../../email';
import { type TemplateState, WhatsAppQueries } from '../../whatsapp';
import { Installation, Settings, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { withCanary } from '../canary/canary.rules';
import { OffersQueries } from '../offers/offers.queries';
import { SequencesQueries } from '../sequences/sequences.queries';
import { channelsOf } from '../sequences/steps.rules';
import {
  FollowUpsEnabled,
  FrequencyCaps,
  HoldOutPercent,
  OfferMaxDiscount,
  OfferValidDays,
} from '../settings.rules';
import type { DueFollowUp, Sibling, World } from './world.rules';

const COLUMNS = `f.id, f.enrolment_id AS "enrolmentId", f.subject_id AS "leadId", f.owner_id AS "ownerId",
  f.team_id AS "teamId", f.territory, f.simulated, f.step, f.step_number AS "stepNumber", f.due_at AS "dueAt",
  f.not_after AS "notAfter", f.waits_for AS "waitsFor", f.decision_number AS "decisionNumber",
  f.approved_at AS "approvedAt", f.contact_id AS "contactId",
  f.channel, f.spent_channels AS "spentChannels", e.later_at AS "laterAt", e.anchor_at AS "anchorAt", e.state AS "enrolmentState",
  e.sequence_id AS "sequenceId", s.paused_at IS NOT NULL AS "sequencePaused"`;
const FROM = `FROM follow_ups f JOIN enrolments e ON e.id = f.enrolment_id JOIN sequences s ON s.id = e.sequence_id`;

/** The lock is the claim: who dies lets go of it, and nothing was decided. */
const CLAIM = `
  SELECT ${COLUMNS} ${FROM}
   WHERE f.state = 'planned' AND f.due_at <= $1 AND (f.leased_until IS NULL OR f.leased_until < now())
   ORDER BY f.due_at, f.id LIMIT $2 FOR UPDATE OF f SKIP LOCKED`;

/** What decisions ask: every question once for a whole batch. */
@Injectable()
export class DecidingQueries {
  constructor(
    private readonly clock: Clock,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly settings: Settings,
    private readonly installation: Installation,
    private readonly sequences: SequencesQueries,
    private readonly offers: OffersQueries,
    private readonly templates: Templates,
    private readonly suppressions: Suppressions,
    private readonly emails: EmailQueries,
    private readonly messages: WhatsAppQueries,
  ) {}

  /** Locks what is due, the longest due first. */
  claim(tx: Tx, limit: number): Promise<DueFollowUp[]> {
    return tx.rows<DueFollowUp>(CLAIM, [this.clock.now(), limit], 'follow-ups.claim');
  }

  /** As {@link claim} gives them, whatever their state. */
  byId(tx: Tx, ids: readonly string[]): Promise<(DueFollowUp & { state: string })[]> {
    return tx.rows(
      `SELECT ${COLUMNS}, f.state ${FROM} WHERE f.id = ANY ($1::uuid[])`,
      [ids],
      'follow-ups.by-id',
    );
  }

  async nextDue(tx: Tx, after: Date): Promise<Date | null> {
    const [row] = await tx.rows<{ at: Date | null }>(
      `SELECT min(due_at) AS at FROM follow_ups WHERE state = 'planned' AND due_at > $1`,
      [after],
      'follow-ups.next-due',
    );
    return row?.at ?? null;
  }

  /** Everything that decides about these follow-ups, as it stands now; without `letters` no offers and templates. */
  async world(tx: Tx, due: readonly DueFollowUp[], letters = true): Promise<World> {
    // The canary is no lead of anybody's, and has been everywhere before.
    const leadIds = [...new Set(due.map(({ leadId }) => leadId))].filter((id) => id !== CANARY_ID);
    const territories = [...new Set(due.map(({ territory }) => territory))];
    // What does not depend on each other is asked at once: it leaves in one packet, and one answer is waited for.
    const [leads, sequences, siblings, markets, offers, settings] = await Promise.all([
      this.leads.forFollowUps(tx, leadIds),
      this.sequences.byId(
        tx,
        due.map(({ sequenceId }) => sequenceId),
      ),
      this.siblings(tx, leadIds),
      this.users.markets(tx),
      letters ? this.offers.all(tx) : [],
      this.settingsFor(tx, territories),
    ]);
    const addresses = [
      ...new Set(
        [...leads.values()].flatMap((lead) => lead.contacts.flatMap((c) => c.email ?? [])),
      ),
    ];
    const steps = new Set(due.map(({ step }) => step));
    const purposes = due.flatMap(
      ({ sequenceId }) =>
        sequences.get(sequenceId)?.steps.flatMap((s) => (steps.has(s.key) ? s.purpose : [])) ?? [],
    );
    const numbers = [
      ...new Set(
        [...leads.values()].flatMap(({ contacts }) =>
          contacts.flatMap(({ phone, mobile }) => [phone ?? [], mobile ?? []].flat()),
        ),
      ),
    ];
    const messaging = due.some((one) => goesByWhatsApp(one, sequences));
    const [owners, suppressed, heardByMail, candidates, onWhatsApp] = await Promise.all([
      this.users.signatories(
        tx,
        [...leads.values()].map(({ ownerId }) => ownerId),
      ),
      this.suppressions.find(tx, addresses, 'followup'),
      this.emails.lastHeardFrom(tx, addresses),
      letters ? this.templates.candidates(tx, [...new Set(purposes)]) : [],
      this.onWhatsApp(tx, { numbers, leadIds, messaging }),
    ]);
    const { heard, reach, messageTemplates, advertisedAt } = onWhatsApp;
    const heardFrom = new Map([...heardByMail, ...heard]);
    const world: World = {
      now: this.clock.now(),
      letters,
      ...{ leads, siblings, owners, markets, sequences, suppressed, heardFrom, offers, candidates },
      ...{ reach, messageTemplates, advertisedAt },
      choose: (all, wanted) => this.templates.choose(all, wanted),
      missing: (versionId, variables) => this.templates.missingVariables(versionId, variables),
      settings,
    };
    return withCanary(world, due);
  }

  /** What WhatsApp knows of these leads; how they are reached there only if a step goes by it. */
  private async onWhatsApp(
    tx: Tx,
    asked: {
      readonly numbers: readonly string[];
      readonly leadIds: readonly string[];
      readonly messaging: boolean;
    },
  ) {
    const { numbers, leadIds, messaging } = asked;
    const caps = await this.settings.get(FrequencyCaps);
    const longest = Math.max(0, ...caps.map(({ hours }) => hours));
    const since = new Date(this.clock.now().getTime() - longest * 3_600_000);
    const none: TemplateState[] = [];
    const [heard, reach, messageTemplates, advertisedAt] = await Promise.all([
      this.messages.lastHeardFrom(tx, numbers),
      this.messages.reach(tx, messaging ? numbers : []),
      messaging ? this.messages.templates(tx) : none,
      this.messages.contactedAt(tx, numbers.length > 0 ? leadIds : [], since, [
        'marketing',
        'content',
      ]),
    ]);
    return { heard, reach, messageTemplates, advertisedAt };
  }

  /** The kill switch is read afresh: once it is off, nothing is decided to leave. */
  private async settingsFor(tx: Tx, territories: readonly string[]): Promise<World['settings']> {
    const [enabled, installed] = await Promise.all([
      this.settings.placesFresh(tx, FollowUpsEnabled),
      this.installation.isConfirmed(tx),
    ]);
    const places = [null, ...territories];
    const maxDiscountPct = new Map<string | null, number>();
    const validDays = new Map<string | null, number>();
    for (const territory of places) {
      maxDiscountPct.set(territory, await this.settings.get(OfferMaxDiscount, { territory }));
      validDays.set(territory, await this.settings.get(OfferValidDays, { territory }));
    }
    return {
      installed,
      enabled: new Map(places.map((territory) => [territory, enabled({ territory })])),
      maxDiscountPct,
      validDays,
      caps: await this.settings.get(FrequencyCaps),
      holdOutPercent: await this.settings.get(HoldOutPercent),
    };
  }

  private async siblings(tx: Tx, leadIds: readonly string[]): Promise<Map<string, Sibling[]>> {
    const rows = await tx.rows<Sibling>(
      `SELECT id, subject_id AS "leadId", enrolment_id AS "enrolmentId", step, step_number AS "stepNumber", state,
              handed_over_at AS "handedOverAt" FROM follow_ups WHERE subject_id = ANY ($1::uuid[]) ORDER BY id`,
      [leadIds],
      'follow-ups.siblings',
    );
    const byLead = new Map<string, Sibling[]>();
    for (const row of rows) byLead.set(row.leadId, [...(byLead.get(row.leadId) ?? []), row]);
    return byLead;
  }
}

function goesByWhatsApp({ sequenceId, step }: DueFollowUp, sequences: World['sequences']): boolean {
  const found = sequences.get(sequenceId)?.steps.find(({ key }) => key === step);
  return found !== undefined && channelsOf(found).includes('whatsapp');
}
