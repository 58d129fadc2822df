import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { EmailService, Templates } from '../../email';
import { UsersQueries } from '../../identity';
import { HOUSE_ZONE } from '../house-time.rules';
import type { Lead } from '../lead.entity';

const PURPOSE = 'PROTECTION_REMINDER';

/** The reminder of the agent contract, in text form: a mail to whoever owns the lead. */
@Injectable()
export class ReminderMails {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly users: UsersQueries,
    private readonly templates: Templates,
    private readonly emails: EmailService,
  ) {}

  /**
   * In the transaction that begins the grace.
   * @param progressDueAt names the reminder: one for each time that progress was due
   */
  async send(tx: Tx, lead: Lead, progressDueAt: Date, deadline: Date): Promise<void> {
    const owner = (await this.users.signatories(tx, [lead.ownerId])).get(lead.ownerId ?? '');
    if (!owner) return;
    const { locale } = await this.users.reading(tx, owner.id);
    const { businessType, territory } = lead;
    const wanted = { purpose: PURPOSE, locales: [locale], businessType, season: null, territory };
    const { winner } = await this.templates.published(tx, wanted);
    // An administrator may have taken it back; the task says the same.
    if (!winner) return;
    await this.emails.enqueueAll(tx, [
      {
        idempotencyKey: `protection:${lead.id}:${progressDueAt.toISOString()}`,
        stream: 'transactional',
        to: { address: owner.email, name: owner.name },
        // Not the lead's mail: an answer to it is no answer of the lead.
        subjectId: null,
        templateVersionId: winner.versionId,
        locale: winner.locale,
        variables: {
          lead: { company: lead.companyName, city: lead.city },
          owner: { name: owner.name },
          protection: {
            deadline: lastDayBefore(deadline),
            url: `${this.config.publicUrl}/leads/${lead.id}`,
          },
        },
        senderUserId: null,
        about: { kind: 'protection', id: lead.id },
        dueAt: this.clock.now(),
        notAfter: deadline,
        legalBasis: null,
        simulated: lead.simulated,
      },
    ]);
  }
}

/** The grace ends with a day. */
function lastDayBefore(deadline: Date): string {
  return DateTime.fromJSDate(deadline, { zone: HOUSE_ZONE })
    .minus({ minutes: 1 })
    .toFormat('yyyy-MM-dd');
}
