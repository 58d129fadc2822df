import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { Announcements } from './announcements.service';
import { ContentGrant } from './content-grant.entity';
import { PackagesQueries } from './packages.queries';
import { RecipientsQueries } from './recipients.queries';
import { obstacleTo } from './recipients.rules';

/** Told of by default when nothing else is known. */
const DEFAULT_TEMPLATE = 'content-ready';

/** Tells contacts once more of what is kept for them: they asked, but too late to be answered freely. */
@Injectable()
export class Retellings {
  constructor(
    private readonly announcements: Announcements,
    private readonly packages: PackagesQueries,
    private readonly recipients: RecipientsQueries,
  ) {}

  /** Only the newest of several, since one tap opens the window for all. */
  async tell(tx: Tx, grantIds: readonly string[], cause: RecordedEvent): Promise<void> {
    const grants = await tx.manager.findBy(ContentGrant, { id: In([...grantIds]) });
    const [grant] = grants.toSorted((a, b) => b.grantedAt.getTime() - a.grantedAt.getTime());
    // One that is on its way already says the same.
    if (!grant || grant.announcementState === 'queued') return;
    const content = (await this.packages.approved(tx, [grant.packageKey])).get(grant.packageKey);
    const recipient = (await this.recipients.of(tx, [grant.subjectId])).get(grant.contactId);
    if (!content || !recipient || obstacleTo(recipient)) return;
    const { bodies } = content.version;
    const templateKey = grant.templateKey ?? DEFAULT_TEMPLATE;
    const templates = await this.announcements.templates(tx, [templateKey]);
    const telling = { grantId: grant.id, recipient, templateKey, bodies };
    if (this.announcements.obstacle(templates, telling)) return;
    await this.announcements.tell(tx, [telling], templates, cause);
  }
}
