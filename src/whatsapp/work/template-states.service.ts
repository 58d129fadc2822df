import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { MessageTemplateChanged } from '../../events/catalogue';
import { modeOf } from '../mode.rules';
import type { TemplateState } from '../whatsapp.queries';

export type TemplateChange = Partial<Pick<TemplateState, 'status' | 'category' | 'quality'>> & {
  readonly reason?: string | null;
  readonly externalId?: string;
};

interface Row {
  readonly id: string;
  readonly version: number;
  readonly key: string;
  readonly locale: string;
  readonly externalId: string | null;
  readonly status: TemplateState['status'];
  readonly category: TemplateState['category'];
  readonly quality: TemplateState['quality'];
  readonly reason: string | null;
}

const COLUMNS =
  'id, version, key, locale, external_id AS "externalId", status, category, quality, reason';

/** Enters what WhatsApp says of templates. */
@Injectable()
export class TemplateStates {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly events: EventLog,
  ) {}

  /** Our id of a template that WhatsApp names; null for one that is none of ours. */
  async idOf(
    tx: Tx,
    { externalId, name, locale }: { externalId: string | null; name: string; locale: string },
  ): Promise<string | null> {
    const [found] = await tx.rows<{ id: string }>(
      `SELECT id FROM whatsapp_templates WHERE external_id = $1 OR (name = $2 AND locale = $3)
        ORDER BY (external_id = $1) DESC NULLS LAST LIMIT 1`,
      [externalId, name, locale],
    );
    return found?.id ?? null;
  }

  /** @returns whether anything changed */
  async change(tx: Tx, { id }: { id: string }, change: TemplateChange): Promise<boolean> {
    const [before] = await tx.rows<Row>(
      `SELECT ${COLUMNS} FROM whatsapp_templates WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (!before) return false;
    const after = { ...before, ...change };
    const keys = ['externalId', 'status', 'category', 'quality', 'reason'] as const;
    if (keys.every((key) => before[key] === after[key])) return false;
    const now = this.clock.now();
    await tx.rows(
      `UPDATE whatsapp_templates SET version = version + 1, external_id = $2, status = $3, category = $4, quality = $5,
              reason = $6, changed_at = $7 WHERE id = $1`,
      [id, after.externalId, after.status, after.category, after.quality, after.reason, now],
    );
    const { key, locale, status, category, quality, reason } = after;
    await this.events.record(
      tx,
      MessageTemplateChanged,
      id,
      {
        templateId: id,
        version: before.version + 1,
        key,
        locale,
        status,
        category,
        quality,
        reason,
        changedAt: now.toISOString(),
      },
      { simulated: modeOf(this.config) === 'simulated' },
    );
    return true;
  }
}
