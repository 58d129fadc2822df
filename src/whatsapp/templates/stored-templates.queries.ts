import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { TemplateText } from '../sending/content.rules';
import type { TemplateState } from '../whatsapp.queries';

interface Row extends Omit<TemplateState, 'variables'> {
  readonly name: string;
  readonly declared: readonly { readonly name: string; readonly sample: string }[];
  readonly version: number;
  readonly reason: string | null;
  readonly changedAt: Date;
}
export type StoredTemplate = Row & TemplateText & TemplateState;

/** The templates as they are kept; there are few, and whoever asks gets what stands now. */
@Injectable()
export class StoredTemplates {
  async all(tx: Tx, keys: readonly string[] | null = null): Promise<StoredTemplate[]> {
    const rows = await tx.rows<Row>(
      `SELECT id, version, key, locale, name, status, category, quality, reason, body, variables AS declared, buttons,
              actions, changed_at AS "changedAt"
         FROM whatsapp_templates WHERE $1::text[] IS NULL OR key = ANY ($1) ORDER BY key, locale`,
      [keys],
      'whatsapp.templates',
    );
    return rows.map((row) => ({ ...row, variables: row.declared.map(({ name }) => name) }));
  }

  /** By key and locale, with a blank between. */
  async byName(tx: Tx): Promise<ReadonlyMap<string, StoredTemplate>> {
    const all = await this.all(tx);
    return new Map(all.map((template) => [`${template.key} ${template.locale}`, template]));
  }
}
