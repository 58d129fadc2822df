import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Settings } from '../../identity';
import { PromptHour } from './content-settings.rules';
import { firstPromptAt } from './hours.rules';

/** Keeps when contacts are next asked which of what is kept for them they want. */
@Injectable()
export class PromptTimes {
  constructor(private readonly settings: Settings) {}

  /** Plans the first prompt of contacts that have none; the earlier one counts. */
  async plan(
    tx: Tx,
    grants: readonly {
      readonly leadId: string;
      readonly contactId: string;
      readonly zone: string;
      readonly simulated: boolean;
    }[],
    grantedAt: Date,
  ): Promise<void> {
    const hour = await this.hour();
    const rows = new Map(
      grants.map(({ leadId, contactId, zone, simulated }) => [
        contactId,
        {
          ...{ contact_id: contactId, subject_id: leadId, simulated },
          due_at: firstPromptAt(grantedAt, zone, hour),
        },
      ]),
    );
    await tx.rows(
      `INSERT INTO content_prompts (contact_id, subject_id, simulated, due_at)
       SELECT contact_id, subject_id, simulated, due_at
         FROM jsonb_to_recordset($1::jsonb) AS p(contact_id uuid, subject_id uuid, simulated boolean, due_at timestamptz)
       ON CONFLICT (contact_id) DO UPDATE SET due_at = least(content_prompts.due_at, excluded.due_at)`,
      [JSON.stringify([...rows.values()])],
      'content.plan-prompts',
    );
  }

  hour(): Promise<number> {
    return this.settings.get(PromptHour);
  }
}
