import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { Pages } from '../../leads';
import { type OutboundMessage, WhatsAppQueries } from '../../whatsapp';
import { GrantNotFound } from '../conversations.problems';
import type { GrantPage, GrantRow, GrantView, ListGrants } from './grants.dto';
import { PackagesQueries } from './packages.queries';
import { RecipientsQueries } from './recipients.queries';

type Stored = Omit<GrantRow, 'company' | 'contactName' | 'ownerName' | 'packageName'> & {
  readonly announcementId: string | null;
};
type StoredDelivery = Omit<GrantView['deliveries'][number], 'ordinal'> & {
  readonly ordinal: number;
  readonly closing: boolean;
};

const ROW = `g.id, g.subject_id AS "leadId", g.contact_id AS "contactId", g.package_key AS "packageKey", g.state, g.origin,
  g.campaign_id AS "campaignId", CASE WHEN g.origin = 'follow-up' THEN g.id END AS "followUpId",
  g.announced_at AS "announcedAt", g.template_key AS "templateKey", g.granted_at AS "grantedAt",
  g.expires_at AS "expiresAt", g.unlocked_at AS "unlockedAt", g.unlocked_via AS "unlockedVia",
  CASE WHEN g.state = 'delivered' THEN g.ended_at END AS "deliveredAt", g.clicks,
  (SELECT json_build_object('total', count(*)::int,
            'accepted', (count(*) FILTER (WHERE d.state IN ('accepted', 'delivered')))::int,
            'delivered', (count(*) FILTER (WHERE d.state = 'delivered'))::int,
            'failed', (count(*) FILTER (WHERE d.state = 'failed'))::int)
     FROM content_deliveries d WHERE d.grant_id = g.id AND d.number = g.number AND NOT d.closing) AS items,
  g.simulated, g.announcement_id AS "announcementId"`;

/** What can be asked of kept content. */
@Injectable()
export class GrantsQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
    private readonly packages: PackagesQueries,
    private readonly recipients: RecipientsQueries,
    private readonly channel: WhatsAppQueries,
  ) {}

  /** The newest first. */
  async list(scope: Scope, query: ListGrants): Promise<GrantPage> {
    const { state = null, packageKey = null, owner, leadId = null, contactId = null } = query;
    const owners = owner?.map((one) => (one === 'me' ? scope.userId : one)) ?? null;
    const teams = scope.kind === 'team' ? 'g.team_id = ANY ($1::uuid[])' : '$1::uuid[] IS NOT NULL';
    return this.db.transaction(scope, (tx) =>
      this.pages.read<Stored, GrantRow>(tx, query, {
        name: 'content-grants',
        sql: `SELECT ${ROW}, g.granted_at::text AS place FROM content_grants g
               WHERE (${teams}) AND ($2::text[] IS NULL OR g.state = ANY ($2))
                 AND ($3::text[] IS NULL OR g.package_key = ANY ($3)) AND ($4::uuid[] IS NULL OR g.owner_id = ANY ($4))
                 AND ($5::uuid IS NULL OR g.subject_id = $5) AND ($6::uuid IS NULL OR g.contact_id = $6)
                 AND ($7::uuid IS NULL OR g.campaign_id = $7)`,
        values: [
          ...[scope.kind === 'team' ? scope.teamIds : [], state, packageKey, owners, leadId],
          ...[contactId, query.campaignId ?? null],
        ],
        order: { column: 'g.granted_at', cast: 'timestamptz', id: 'g.id', descending: true },
        view: (rows) => this.rows(tx, rows),
      }),
    );
  }

  async get(scope: Scope, id: string): Promise<GrantView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** @throws GrantNotFound also for one outside the scope */
  async view(tx: Tx<Scope>, id: string): Promise<GrantView> {
    const asOf = await this.pages.asOf(tx);
    const [stored] = await tx.rows<Stored>(
      `SELECT ${ROW} FROM content_grants g WHERE g.id = $1`,
      [id],
      'content.grant-view',
    );
    if (!stored) throw new GrantNotFound();
    const [row] = await this.rows(tx, [stored]);
    if (!row) throw new GrantNotFound();
    const deliveries = await tx.rows<StoredDelivery>(
      `SELECT d.ordinal, d.closing, d.kind, d.state, d.attempts, d.message_id AS "messageId", d.reason,
              d.queued_at AS "queuedAt", d.accepted_at AS "acceptedAt", d.failed_at AS "failedAt"
         FROM content_deliveries d JOIN content_grants g ON g.id = d.grant_id
        WHERE d.grant_id = $1 AND d.number = g.number ORDER BY d.ordinal`,
      [id],
    );
    const { announcementId } = stored;
    const messages = await this.channel.outbound(
      tx,
      announcementId === null ? [] : [announcementId],
    );
    return {
      ...row,
      announcement: announcementOf(messages.get(announcementId ?? '')),
      deliveries: deliveries.map(({ closing, ordinal, ...delivery }) => ({
        ...delivery,
        ordinal: closing ? null : ordinal,
      })),
      ...asOf,
    };
  }

  private async rows(tx: Tx, rows: readonly Stored[]): Promise<GrantRow[]> {
    const [recipients, names] = await Promise.all([
      this.recipients.of(
        tx,
        rows.map(({ leadId }) => leadId),
      ),
      this.packages.names(
        tx,
        rows.map(({ packageKey }) => packageKey),
      ),
    ]);
    return rows.map(({ announcementId: _, ...row }) => {
      const recipient = recipients.get(row.contactId);
      return {
        ...row,
        company: recipient?.company ?? null,
        contactName: recipient?.name ?? null,
        ownerName: recipient?.ownerName ?? null,
        packageName: names.get(row.packageKey) ?? row.packageKey,
      };
    });
  }
}

function announcementOf(message: OutboundMessage | undefined): GrantView['announcement'] {
  if (!message) return null;
  const { id, state, sentAt, acceptedAt, deliveredAt, readAt, failedAt, reason } = message;
  const said = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...{ messageId: id, state, reason, sentAt: said(sentAt ?? acceptedAt) },
    ...{ deliveredAt: said(deliveredAt), readAt: said(readAt), failedAt: said(failedAt) },
  };
}
