import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries, Pages } from '../../leads';
import { CampaignNotFound } from '../conversations.problems';
import { PackagesQueries } from '../content/packages.queries';
import { RecipientsQueries } from '../content/recipients.queries';
import { obstacleTo } from '../content/recipients.rules';
import { CampaignSteps } from './campaign-steps.service';
import { Campaign } from './campaign.entity';
import type {
  CampaignContactPage,
  CampaignList,
  CampaignRow,
  CampaignView,
  ListCampaignContacts,
} from './campaigns.dto';

type Counts = CampaignRow['counts'];
interface Audience {
  readonly leads: number;
  readonly contacts: number;
  readonly reachable: number;
}

interface StoredContact {
  readonly id: string;
  readonly leadId: string;
  readonly contactId: string;
  readonly state: 'waiting' | 'announced' | 'skipped';
  readonly reason: string | null;
  readonly grantId: string | null;
  readonly dueAt: Date | null;
  readonly settledAt: Date | null;
}

/** An announcement passes its states in order, so that one that was read counts as sent and delivered too. */
const COUNTS = `
  SELECT c.campaign_id AS id, count(*)::int AS contacts, count(*) FILTER (WHERE c.state = 'waiting')::int AS waiting,
         count(*) FILTER (WHERE c.state = 'announced')::int AS announced,
         count(*) FILTER (WHERE c.state = 'skipped')::int AS skipped,
         count(*) FILTER (WHERE g.announcement_state IN ('accepted', 'sent', 'delivered', 'read'))::int AS sent,
         count(*) FILTER (WHERE g.announcement_state IN ('delivered', 'read'))::int AS delivered,
         count(*) FILTER (WHERE g.announcement_state = 'read')::int AS read,
         count(*) FILTER (WHERE g.announcement_state IN ('failed', 'suppressed', 'cancelled'))::int AS failed,
         count(*) FILTER (WHERE g.number > 0)::int AS unlocked,
         count(*) FILTER (WHERE g.state = 'delivered')::int AS "contentDelivered"
    FROM content_campaign_contacts c LEFT JOIN content_grants g ON g.id = c.grant_id
   WHERE c.campaign_id = ANY ($1::uuid[]) GROUP BY c.campaign_id`;
const NONE: Counts = {
  ...{ contacts: 0, waiting: 0, announced: 0, skipped: 0, sent: 0, delivered: 0, read: 0 },
  ...{ failed: 0, unlocked: 0, contentDelivered: 0 },
};
const PROBLEMS = `
  SELECT reason, count(*)::int AS contacts FROM (
    SELECT CASE WHEN c.state = 'skipped' THEN c.reason ELSE upper(coalesce(g.announcement_reason, g.announcement_state)) END AS reason
      FROM content_campaign_contacts c LEFT JOIN content_grants g ON g.id = c.grant_id
     WHERE c.campaign_id = $1
       AND (c.state = 'skipped' OR g.announcement_state IN ('failed', 'suppressed', 'cancelled'))) p
   GROUP BY reason ORDER BY 2 DESC, 1`;
const LEADS_AT_ONCE = 2000;

/** What can be asked of campaigns. */
@Injectable()
export class CampaignsQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly packages: PackagesQueries,
    private readonly recipients: RecipientsQueries,
    private readonly steps: CampaignSteps,
  ) {}

  async list(scope: Scope): Promise<CampaignList> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const campaigns = await tx.manager.find(Campaign, {
        order: { createdAt: 'DESC', id: 'DESC' },
      });
      return { items: await this.rows(tx, campaigns), ...asOf };
    });
  }

  /** @throws CampaignNotFound */
  async get(scope: Scope, id: string): Promise<CampaignView> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const campaign = await this.campaign(tx, id);
      const [row] = await this.rows(tx, [campaign]);
      if (!row) throw new CampaignNotFound();
      const { filter, roles, onlyPrimary, state } = campaign;
      const problems = await tx.rows<{ reason: string; contacts: number }>(PROBLEMS, [id]);
      const audience = state === 'draft' ? await this.audience(tx, campaign) : null;
      return { ...row, filter, roles, onlyPrimary, audience, problems, ...asOf };
    });
  }

  /** @throws CampaignNotFound */
  async contacts(
    scope: Scope,
    id: string,
    query: ListCampaignContacts,
  ): Promise<CampaignContactPage> {
    return this.db.transaction(scope, async (tx) => {
      await this.campaign(tx, id);
      return this.pages.read<StoredContact, CampaignContactPage['items'][number]>(tx, query, {
        name: `campaign-contacts-${id}`,
        sql: `SELECT c.id, c.subject_id AS "leadId", c.contact_id AS "contactId", c.state, c.reason, c.grant_id AS "grantId",
                     c.due_at AS "dueAt", c.settled_at AS "settledAt", c.id::text AS place
                FROM content_campaign_contacts c WHERE c.campaign_id = $1
                 AND ($2::text[] IS NULL OR c.state = ANY ($2)) AND ($3::text[] IS NULL OR c.reason = ANY ($3))`,
        values: [id, query.state ?? null, query.reason ?? null],
        order: { column: 'c.id::text', cast: 'text', id: 'c.id', descending: false },
        view: (rows) => this.dress(tx, rows),
      });
    });
  }

  private async dress(
    tx: Tx,
    rows: readonly StoredContact[],
  ): Promise<CampaignContactPage['items']> {
    const recipients = await this.recipients.of(
      tx,
      rows.map(({ leadId }) => leadId),
    );
    return rows.map(({ id: _, dueAt, settledAt, ...row }) => ({
      ...row,
      company: recipients.get(row.contactId)?.company ?? null,
      contactName: recipients.get(row.contactId)?.name ?? null,
      dueAt: dueAt?.toISOString() ?? null,
      settledAt: settledAt?.toISOString() ?? null,
    }));
  }

  private async campaign(tx: Tx, id: string): Promise<Campaign> {
    const found = await tx.manager.findOneBy(Campaign, { id });
    if (!found) throw new CampaignNotFound();
    return found;
  }

  /** Whom a draft would reach, counted lead by lead as the campaign would. */
  private async audience(tx: Tx<Scope>, campaign: Campaign): Promise<Audience> {
    const counted = { leads: 0, contacts: 0, reachable: 0 };
    for (let after: string | null = null; ;) {
      const page = { after, limit: LEADS_AT_ONCE };
      const ids: string[] = await this.leads.matching(tx, campaign.filter, page);
      const contacts = await this.steps.audience(tx, campaign, ids);
      counted.leads += ids.length;
      counted.contacts += contacts.length;
      counted.reachable += contacts.filter(({ recipient }) => !obstacleTo(recipient)).length;
      if (ids.length < LEADS_AT_ONCE) return counted;
      after = ids.at(-1) ?? null;
    }
  }

  private async rows(tx: Tx, campaigns: readonly Campaign[]): Promise<CampaignRow[]> {
    const counts = await tx.rows<Counts & { id: string }>(COUNTS, [campaigns.map(({ id }) => id)]);
    const byId = new Map(counts.map(({ id, ...count }) => [id, count]));
    const [people, packages] = await Promise.all([
      this.users.names(
        tx,
        campaigns.map(({ createdBy }) => createdBy),
      ),
      this.packages.names(
        tx,
        campaigns.map(({ packageKey }) => packageKey),
      ),
    ]);
    return campaigns.map(
      ({ id, name, packageKey, templateKey, state, stateReason, createdBy, ...at }) => ({
        ...{ id, name, packageKey, templateKey, state, stateReason, createdBy },
        packageName: packages.get(packageKey) ?? packageKey,
        createdByName: createdBy === null ? null : (people.get(createdBy) ?? null),
        createdAt: at.createdAt.toISOString(),
        startedAt: at.startedAt?.toISOString() ?? null,
        endedAt: at.endedAt?.toISOString() ?? null,
        counts: byId.get(id) ?? NONE,
      }),
    );
  }
}
