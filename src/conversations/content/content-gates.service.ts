import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Installation, Settings } from '../../identity';
import { WhatsAppService } from '../../whatsapp';
import { ANNOUNCEMENT_GATE } from './announcement.rules';
import { type AnnouncementFacts, announcementVerdict, itemVerdict } from './content-gates.rules';
import { ContentEnabled, QuietHours } from './content-settings.rules';
import { CONTENT_GATE } from './deliveries.service';
import type { GrantState } from './delivery.rules';
import { PackagesQueries } from './packages.queries';
import { RecipientsQueries } from './recipients.queries';

type Verdicts = ReadonlyMap<string, ReturnType<typeof announcementVerdict>>;

interface Announced {
  readonly id: string;
  readonly subjectId: string;
  readonly contactId: string;
  readonly territory: string;
  readonly packageKey: string;
  readonly state: GrantState;
  readonly expiresAt: Date;
  readonly campaignState: string | null;
}

/** What is asked once more before a message of kept content leaves, in the transaction of its hand-over. */
@Injectable()
export class ContentGates implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly installation: Installation,
    private readonly packages: PackagesQueries,
    private readonly recipients: RecipientsQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  onModuleInit(): void {
    this.whatsapp.registerGate(ANNOUNCEMENT_GATE, (tx, refs) => this.announcements(tx, refs));
    this.whatsapp.registerGate(CONTENT_GATE, (tx, refs) => this.items(tx, refs));
  }

  private async announcements(tx: Tx, refs: readonly string[]): Promise<Verdicts> {
    // Off means off for whatever is not committed by then: the switch waits for this hand-over, or it sees the switch.
    await this.settings.hold(tx, ContentEnabled);
    const grants = await tx.rows<Announced>(
      `SELECT g.id, g.subject_id AS "subjectId", g.contact_id AS "contactId", g.territory, g.package_key AS "packageKey",
              g.state, g.expires_at AS "expiresAt", k.state AS "campaignState"
         FROM content_grants g LEFT JOIN content_campaigns k ON k.id = g.campaign_id WHERE g.id = ANY ($1::uuid[])`,
      [refs],
      'content.gate-announcements',
    );
    const [enabled, installed, approved, recipients] = await Promise.all([
      this.settings.placesFresh(tx, ContentEnabled),
      this.installation.isConfirmed(tx),
      this.packages.approved(
        tx,
        grants.map(({ packageKey }) => packageKey),
      ),
      this.recipients.of(
        tx,
        grants.map(({ subjectId }) => subjectId),
      ),
    ]);
    const now = this.clock.now();
    const verdicts = new Map<string, ReturnType<typeof announcementVerdict>>();
    for (const grant of grants) {
      const { territory } = grant;
      const facts: AnnouncementFacts = {
        ...{ now, state: grant.state, expiresAt: grant.expiresAt },
        campaignState: grant.campaignState,
        enabled: installed && enabled({ territory }),
        approved: approved.has(grant.packageKey),
        recipient: recipients.get(grant.contactId) ?? null,
        hours: await this.settings.get(QuietHours, { territory }),
      };
      verdicts.set(grant.id, announcementVerdict(facts));
    }
    return verdicts;
  }

  private async items(tx: Tx, refs: readonly string[]): Promise<Verdicts> {
    const rows = await tx.rows<{ id: string; state: GrantState }>(
      `SELECT d.id, g.state FROM content_deliveries d JOIN content_grants g ON g.id = d.grant_id
        WHERE d.id = ANY ($1::uuid[])`,
      [refs],
      'content.gate-items',
    );
    return new Map(rows.map(({ id, state }) => [id, itemVerdict(state)]));
  }
}
