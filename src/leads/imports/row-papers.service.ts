import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { ActivityLog } from '../activities/activity-log.service';
import { ConsentLog } from '../privacy/consent-log.service';
import type { LeadImport } from './lead-import.entity';
import type { NewLead } from './row-lead.rules';

/** What a row says beside the lead itself: a word on e-mail advertising, and a note. */
@Injectable()
export class RowPapers {
  constructor(
    private readonly consents: ConsentLog,
    private readonly activities: ActivityLog,
  ) {}

  /** In the transaction that made the leads; the proof of a consent is file, row and importer. */
  async write(
    tx: Tx,
    { id, fileName, createdBy }: LeadImport,
    leads: readonly NewLead[],
  ): Promise<void> {
    await this.consents.recordAll(
      tx,
      leads.flatMap(({ row, lead, contact, consent }) =>
        consent === null
          ? []
          : [
              {
                leadId: lead.id,
                contactId: contact.id,
                channel: 'email' as const,
                purpose: 'advertising' as const,
                state: consent,
                basis: consent === 'given' ? ('OPT_IN' as const) : null,
                source: `Import ${fileName}`,
                proof: { importId: id, file: fileName, row, importer: createdBy },
                givenAt: lead.registeredAt,
                recordedBy: createdBy,
              },
            ],
      ),
    );
    for (const { lead, note } of leads) {
      if (note === null) continue;
      const origin = `import:${id}`;
      const fact = {
        leadId: lead.id,
        kind: 'NOTE',
        occurredAt: lead.registeredAt,
        text: note,
        origin,
      };
      await this.activities.log(tx, fact);
    }
  }
}
