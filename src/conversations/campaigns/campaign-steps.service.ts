import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { type Scope, Settings, systemScope } from '../../identity';
import { LeadsQueries } from '../../leads';
import { WhatsAppQueries } from '../../whatsapp';
import { Announcements, type Telling } from '../content/announcements.service';
import {
  ContentCaps,
  ContentEnabled,
  GrantDays,
  QuietHours,
} from '../content/content-settings.rules';
import { type GrantWish, Grants } from '../content/grants.service';
import { freeAt, nextOpen } from '../content/hours.rules';
import { PackagesQueries } from '../content/packages.queries';
import { RecipientsQueries } from '../content/recipients.queries';
import { obstacleTo, type Recipient } from '../content/recipients.rules';
import { isWanted, placeOf, withoutTwins } from './audience.rules';
import { Campaign } from './campaign.entity';
import { Touches } from './touches.queries';

export const CAMPAIGNS_LOOP = 'conversations.campaigns';
const LEADS = 500;
const CONTACTS = 200;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Off, it is asked again after so long. */
const ASK_AGAIN_MS = 15 * 60_000;

interface Waiting {
  readonly id: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly contactId: string;
  readonly territory: string;
  readonly packageKey: string;
  readonly templateKey: string;
}

/** What becomes of a waiting contact. */
type Settled =
  | { readonly state: 'announced'; readonly grantId: string }
  | { readonly state: 'skipped'; readonly reason: string }
  | { readonly state: 'waiting'; readonly dueAt: Date };

const FILL = `
  INSERT INTO content_campaign_contacts (id, campaign_id, subject_id, simulated, contact_id, state, reason, due_at, settled_at)
  SELECT id, $2, subject_id, simulated, contact_id, state, reason, due_at, CASE state WHEN 'skipped' THEN $3::timestamptz END
    FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, subject_id uuid, simulated boolean, contact_id uuid, state text,
      reason text, due_at timestamptz)
  ON CONFLICT (campaign_id, contact_id) DO NOTHING`;
const CLAIM = `
  SELECT c.id, c.campaign_id AS "campaignId", c.subject_id AS "leadId", c.contact_id AS "contactId", c.territory,
         k.package_key AS "packageKey", k.template_key AS "templateKey"
    FROM content_campaign_contacts c JOIN content_campaigns k ON k.id = c.campaign_id AND k.state = 'running'
   WHERE c.state = 'waiting' AND c.due_at <= $1 ORDER BY c.due_at, c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED`;
const SETTLE = `
  UPDATE content_campaign_contacts c SET state = r.state, reason = r.reason, due_at = r.due_at, grant_id = r.grant_id,
         settled_at = CASE WHEN r.state <> 'waiting' THEN $2::timestamptz END
    FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, state text, reason text, due_at timestamptz, grant_id uuid)
   WHERE c.id = r.id`;
const FINISH = `
  UPDATE content_campaigns k SET state = 'finished', ended_at = $1
   WHERE k.state = 'running' AND k.filled_at IS NOT NULL AND NOT EXISTS (
     SELECT FROM content_campaign_contacts c WHERE c.campaign_id = k.id AND c.state = 'waiting') RETURNING id`;

/** Works campaigns off, piece by piece: each step is one transaction over a set, and another process may do the next. */
@Injectable()
export class CampaignSteps {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly settings: Settings,
    private readonly leads: LeadsQueries,
    private readonly recipients: RecipientsQueries,
    private readonly packages: PackagesQueries,
    private readonly announcements: Announcements,
    private readonly grants: Grants,
    private readonly touches: Touches,
    private readonly channel: WhatsAppQueries,
  ) {}

  /** @returns whether there was anything to do */
  async step(): Promise<boolean> {
    return this.db.transaction(systemScope(CAMPAIGNS_LOOP), async (tx) => {
      if (await this.fill(tx)) return true;
      if (await this.tell(tx)) return true;
      return (await tx.rows(FINISH, [this.clock.now()], 'campaigns.finish')).length > 0;
    });
  }

  nextDue(now: Date): Promise<Date | null> {
    return this.db.transaction(systemScope(CAMPAIGNS_LOOP), async (tx) => {
      const [row] = await tx.rows<{ at: Date | null }>(
        `SELECT min(c.due_at) AS at FROM content_campaign_contacts c JOIN content_campaigns k ON k.id = c.campaign_id
          WHERE c.state = 'waiting' AND k.state = 'running' AND c.due_at > $1`,
        [now],
        'campaigns.next-due',
      );
      return row?.at ?? null;
    });
  }

  /** Takes the contacts of some more leads in. */
  private async fill(tx: Tx<Scope>): Promise<boolean> {
    const [next] = await tx.rows<{ id: string }>(
      `SELECT id FROM content_campaigns WHERE state = 'running' AND filled_at IS NULL
        ORDER BY started_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [],
      'campaigns.to-fill',
    );
    if (!next) return false;
    const campaign = await tx.manager.findOneByOrFail(Campaign, { id: next.id });
    const ids = await this.leads.matching(tx, campaign.filter, {
      after: campaign.filledTo,
      limit: LEADS,
    });
    const now = this.clock.now();
    const rows = [];
    for (const { recipient } of await this.audience(tx, campaign, ids)) {
      const { territory, leadId, contactId, simulated } = recipient;
      const hours = await this.settings.get(QuietHours, { territory });
      const { state, dueAt, reason } = placeOf(recipient, now, hours);
      rows.push({
        ...{ id: this.ids.uuid(), subject_id: leadId, simulated, contact_id: contactId },
        ...{ state, reason, due_at: dueAt },
      });
    }
    await tx.rows(FILL, [JSON.stringify(rows), campaign.id, now], 'campaigns.fill');
    const filledTo = ids.at(-1) ?? campaign.filledTo;
    const filledAt = ids.length < LEADS ? now : null;
    await tx.manager.update(Campaign, { id: campaign.id }, { filledTo, filledAt });
    return true;
  }

  /** The contacts of some leads that a campaign is for. */
  async audience(
    tx: Tx,
    { roles, onlyPrimary }: Pick<Campaign, 'roles' | 'onlyPrimary'>,
    leadIds: readonly string[],
  ) {
    const leads = await this.leads.forFollowUps(tx, leadIds);
    const recipients = await this.recipients.of(tx, leadIds);
    return [...leads.values()].flatMap((lead) =>
      withoutTwins(
        lead.contacts
          .flatMap(({ id, role, primary }) => {
            const recipient = recipients.get(id);
            return recipient ? [{ recipient, role, primary }] : [];
          })
          .filter((contact) => isWanted(contact, { roles, onlyPrimary })),
      ),
    );
  }

  private async tell(tx: Tx<Scope>): Promise<boolean> {
    const now = this.clock.now();
    const waiting = await tx.rows<Waiting>(CLAIM, [now, CONTACTS], 'campaigns.claim');
    if (waiting.length === 0) return false;
    const leadIds = waiting.map(({ leadId }) => leadId);
    const [recipients, approved, enabled] = await Promise.all([
      this.recipients.of(tx, leadIds),
      this.packages.approved(
        tx,
        waiting.map(({ packageKey }) => packageKey),
      ),
      this.settings.placesFresh(tx, ContentEnabled),
    ]);
    const templates = await this.announcements.templates(tx, [
      ...new Set(waiting.map(({ templateKey }) => templateKey)),
    ]);
    const phones = leadIds.length === 0 ? [] : phonesOf(recipients);
    const reach = await this.channel.reach(tx, phones);
    const caps = await this.settings.get(ContentCaps);
    const longest = Math.max(0, ...caps.map(({ hours }) => hours));
    const since = new Date(now.getTime() - longest * HOUR_MS);
    const contactedAt = await this.touches.of(tx, leadIds, since);
    const days = await this.settings.get(GrantDays);
    const settled = new Map<string, Settled>();
    const wishes: (GrantWish & {
      readonly of: string;
      readonly telling: Omit<Telling, 'grantId'>;
    })[] = [];
    for (const one of waiting) {
      const { territory, leadId } = one;
      const recipient = recipients.get(one.contactId);
      const content = approved.get(one.packageKey);
      const told = { templateKey: one.templateKey, bodies: content?.version.bodies };
      const verdict = verdictOn(now, recipient, {
        enabled: enabled({ territory }),
        hours: await this.settings.get(QuietHours, { territory }),
        freeAt: freeAt(now, contactedAt.get(leadId) ?? [], caps),
        reach: reach.get(recipient?.phone ?? ''),
        obstacle: (to) =>
          told.bodies
            ? this.announcements.obstacle(templates, {
                ...told,
                bodies: told.bodies,
                recipient: to,
              })
            : 'not-approved',
      });
      if (verdict) settled.set(one.id, verdict);
      else if (recipient && content) {
        // Another contact of the same lead waits for the cap, as it would have in another batch.
        contactedAt.set(leadId, [...(contactedAt.get(leadId) ?? []), now]);
        wishes.push({
          ...{ of: one.id, leadId, contactId: one.contactId, packageKey: one.packageKey },
          ...{ origin: 'campaign', campaignId: one.campaignId, zone: recipient.zone },
          expiresAt: new Date(now.getTime() + days * DAY_MS),
          simulated: recipient.simulated,
          telling: { recipient, templateKey: one.templateKey, bodies: content.version.bodies },
        });
      }
    }
    const made = await this.grants.make(tx, wishes);
    const tellings = wishes.map(({ telling, of }, index): Telling => {
      const grantId = made[index] ?? '';
      settled.set(of, { state: 'announced', grantId });
      return { ...telling, grantId };
    });
    await this.announcements.tell(tx, tellings, templates);
    await tx.rows(SETTLE, [JSON.stringify([...settled].map(rowOf)), now], 'campaigns.settle');
    return true;
  }
}

/** Null when the contact may be told now. */
function verdictOn(
  now: Date,
  recipient: Recipient | undefined,
  facts: {
    readonly enabled: boolean;
    readonly hours: { readonly from: number; readonly until: number };
    readonly freeAt: Date;
    readonly reach:
      { readonly coolUntil: Date | null; readonly optedOutAt: Date | null } | undefined;
    readonly obstacle: (to: Recipient) => string | null;
  },
): Settled | null {
  if (!recipient) return { state: 'skipped', reason: 'CONTACT_GONE' };
  const reason = obstacleTo(recipient);
  if (reason) return { state: 'skipped', reason };
  if (facts.reach?.optedOutAt) return { state: 'skipped', reason: 'OPTED_OUT' };
  if (facts.reach?.coolUntil && facts.reach.coolUntil > now)
    return { state: 'skipped', reason: 'COOL_OFF' };
  if (facts.obstacle(recipient)) return { state: 'skipped', reason: 'TEMPLATE' };
  const again = facts.enabled ? facts.freeAt : new Date(now.getTime() + ASK_AGAIN_MS);
  const dueAt = nextOpen(again, recipient.zone, facts.hours);
  return dueAt > now ? { state: 'waiting', dueAt } : null;
}

function phonesOf(recipients: ReadonlyMap<string, Recipient>): string[] {
  return [...new Set([...recipients.values()].flatMap(({ phone }) => phone ?? []))];
}

function rowOf([id, settled]: [string, Settled]) {
  return {
    id,
    state: settled.state,
    reason: settled.state === 'skipped' ? settled.reason : null,
    due_at: settled.state === 'waiting' ? settled.dueAt : null,
    grant_id: settled.state === 'announced' ? settled.grantId : null,
  };
}
