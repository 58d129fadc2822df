import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EmailQueries, Suppressions } from '../../email';
import { EventsQueries } from '../../events';
import {
  ConsentChanged,
  EmailBounced,
  EmailReceived,
  EmailUnsubscribed,
  FollowUpPlanned,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadClockRestarted,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  ResponseClassified,
} from '../../events/catalogue';
import { LeadsQueries } from '../../leads';
import { WhatsAppQueries } from '../../whatsapp';
import type { Past, PastFollowUp } from './past.rules';
import type { Simulate } from './simulation.dto';

const FACTS = [
  ConsentChanged,
  EmailBounced,
  EmailReceived,
  EmailUnsubscribed,
  FollowUpPlanned,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadClockRestarted,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  ResponseClassified,
].map(({ type }) => type);

/** Business types are the leads' to know, so they are filtered after these. */
const WALKS = `
  SELECT e.subject_id AS "leadId", e.id, e.anchor_kind AS "anchorKind", e.anchor_at AS "anchorAt",
         e.started_at AS "startedAt", e.later_at AS "laterAt", e.pauses, s.pauses AS "sequencePauses"
    FROM enrolments e JOIN sequences s ON s.id = e.sequence_id
   WHERE e.started_at <= $2 AND (e.ended_at IS NULL OR e.ended_at >= $1 OR EXISTS (
           SELECT FROM follow_ups f WHERE f.enrolment_id = e.id AND f.settled_at >= $1))
     AND e.anchor_kind <> 'NONE' AND NOT e.simulated AND ($3::uuid[] IS NULL OR e.subject_id = ANY ($3))
     AND ($4::text[] IS NULL OR e.territory = ANY ($4)) AND ($5::uuid[] IS NULL OR e.owner_id = ANY ($5))
   ORDER BY e.started_at, e.id`;

const FOLLOW_UPS = `
  SELECT f.id, f.enrolment_id AS "enrolmentId", f.step, f.channel, f.state, f.reason, f.queued_at AS "queuedAt",
         f.handed_over_at AS "handedOverAt", f.settled_at AS "settledAt", f.approved_at AS "approvedAt",
         f.dispatched_at AS "dispatchedAt",
         coalesce((SELECT jsonb_agg(jsonb_build_object('decidedAt', d.decided_at, 'decidedBy', d.decided_by,
           'outcome', d.outcome, 'reason', d.reason, 'nextAt', d.next_at, 'guards', d.guards,
           'templateKey', d.content -> 'template' ->> 'key') ORDER BY d.number)
           FROM follow_up_decisions d WHERE d.follow_up_id = f.id), '[]') AS decisions
    FROM follow_ups f WHERE f.enrolment_id = ANY ($1::uuid[]) ORDER BY f.enrolment_id, f.step_number`;

type Walk = Past['enrolment'] & { readonly leadId: string };
type Stored = Omit<PastFollowUp, 'decisions'> & {
  readonly enrolmentId: string;
  readonly decisions: readonly (Omit<PastFollowUp['decisions'][number], 'decidedAt' | 'nextAt'> & {
    readonly decidedAt: string;
    readonly nextAt: string | null;
  })[];
};

/** What is kept of the ways of leads. */
@Injectable()
export class PastQueries {
  constructor(
    private readonly leads: LeadsQueries,
    private readonly events: EventsQueries,
    private readonly suppressions: Suppressions,
    private readonly emails: EmailQueries,
    private readonly messages: WhatsAppQueries,
  ) {}

  /** The first `most` ways that touch the span, and how many there are. */
  async of(
    tx: Tx,
    { from, to, leads, filter = {} }: Simulate,
    most: number,
  ): Promise<{ pasts: Past[]; total: number }> {
    const { territory = null, owner = null, businessType } = filter;
    const walks = await tx.rows<Walk>(WALKS, [from, to, leads ?? null, territory, owner]);
    const known = await this.leads.forFollowUps(
      tx,
      walks.map(({ leadId }) => leadId),
    );
    const wanted = walks.filter(({ leadId }) => {
      const lead = known.get(leadId);
      if (!lead) return false;
      const types: readonly string[] | undefined = businessType;
      return types === undefined || types.includes(lead.businessType);
    });
    const looked = wanted.slice(0, most);
    return { pasts: await this.gather(tx, looked, known), total: wanted.length };
  }

  private async gather(
    tx: Tx,
    walks: readonly Walk[],
    known: Awaited<ReturnType<LeadsQueries['forFollowUps']>>,
  ): Promise<Past[]> {
    const ids = walks.map(({ leadId }) => leadId);
    const histories = await this.leads.historyForFollowUps(tx, ids);
    const events = await this.events.ofSubjects(tx, ids, FACTS);
    const followUps = await this.followUps(
      tx,
      walks.map(({ id }) => id),
    );
    const addresses = walks.flatMap(({ leadId }) =>
      (known.get(leadId)?.contacts ?? []).flatMap(({ email }) => email ?? []),
    );
    const suppressed = await this.suppressions.find(tx, addresses, 'followup');
    const numbers = walks.flatMap(({ leadId }) => numbersOf(known.get(leadId)?.contacts ?? []));
    const heardFrom = new Map([
      ...(await this.emails.lastHeardFrom(tx, addresses)),
      ...(await this.messages.lastHeardFrom(tx, numbers)),
    ]);
    const about = groupBy(events, ({ subjectId }) => subjectId ?? '');
    const steps = groupBy(followUps, ({ enrolmentId }) => enrolmentId);
    return walks.flatMap(({ leadId, ...enrolment }): Past[] => {
      const lead = known.get(leadId);
      const history = histories.get(leadId);
      if (!lead || !history) return [];
      const theirs = [
        ...lead.contacts.flatMap(({ email }) => email ?? []),
        ...numbersOf(lead.contacts),
      ];
      return [
        {
          ...{ lead, history, enrolment },
          events: about.get(leadId) ?? [],
          followUps: steps.get(enrolment.id) ?? [],
          suppressed: new Set(theirs.filter((address) => suppressed.has(address))),
          heardFrom: new Map([...heardFrom].filter(([address]) => theirs.includes(address))),
        },
      ];
    });
  }

  private async followUps(tx: Tx, enrolments: readonly string[]) {
    const rows = await tx.rows<Stored>(FOLLOW_UPS, [enrolments]);
    return rows.map(({ decisions, ...row }) => ({
      ...row,
      decisions: decisions.map(({ decidedAt, nextAt, ...decision }) => ({
        ...decision,
        decidedAt: new Date(decidedAt),
        nextAt: nextAt === null ? null : new Date(nextAt),
      })),
    }));
  }
}

function numbersOf(
  contacts: readonly { readonly phone: string | null; readonly mobile: string | null }[],
): string[] {
  return contacts.flatMap(({ phone, mobile }) => [phone ?? [], mobile ?? []].flat());
}

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
