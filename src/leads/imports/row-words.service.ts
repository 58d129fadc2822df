import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { ActivityLog } from '../activities/activity-log.service';
import { ConsentLog } from '../privacy/consent-log.service';
import type { LeadImport } from './lead-import.entity';
import type { NewLead } from './row-lead.rules';

/** What rows say beside the lead itself: a consent or refusal, and a note. */
@Injectable()
export class RowWords {
  constructor(
    private readonly clock: Clock,
    private readonly consents: ConsentLog,
    private readonly activities: ActivityLog,
  ) {}

  async record(tx: Tx, job: LeadImport, leads: readonly NewLead[]): Promise<void> {
    await this.recordConsents(tx, job, leads);
    await this.activities.noteAll(
      tx,
      leads.flatMap(({ lead, note }) =>
        note
          ? [{ leadId: lead.id, text: note, origin: `import:${job.id}`, by: job.createdBy }]
          : [],
      ),
    );
  }

  /** Given when it was imported: the file does not say when, and an earlier time would be a claim of ours. */
  private async recordConsents(tx: Tx, job: LeadImport, leads: readonly NewLead[]): Promise<void> {
    const { id: importId, fileName: file, createdBy: importer } = job;
    const givenAt = this.clock.now();
    await this.consents.recordAll(
      tx,
      leads.flatMap(({ row, lead, contact, consent }) => {
        if (!consent) return [];
        const basis = consent === 'given' ? ('OPT_IN' as const) : null;
        const about = { leadId: lead.id, contactId: contact.id, channel: 'email' as const };
        return {
          ...about,
          purpose: 'advertising' as const,
          state: consent,
          basis,
          source: `Import ${file}`,
          proof: { importId, file, row, importer },
          givenAt,
          recordedBy: importer,
        };
      }),
    );
  }
}
