import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Templates } from '../templates/templates.service';
import { unpacked } from './claimed-mail.rules';

/** What a mail of ours said, as it went onto the wire. */
export interface SentText {
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
}

/** Gives back the texts that were sent. Needs the rights of the system or of those who see all. */
@Injectable()
export class Contents {
  constructor(private readonly templates: Templates) {}

  /** By mail; one that never left, or whose text was purged, is missing. */
  async of(tx: Tx, messageIds: readonly string[]): Promise<ReadonlyMap<string, SentText>> {
    if (messageIds.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; packed: Buffer; versionId: string; locale: string }>(
      `SELECT DISTINCT ON (a.message_id) a.message_id AS id, c.packed, c.template_version_id AS "versionId", c.locale
         FROM email_attempts a JOIN email_contents c ON c.sha256 = a.content_sha256
        WHERE a.message_id = ANY ($1::uuid[]) ORDER BY a.message_id, a.claim_epoch DESC`,
      [messageIds],
      'email.contents',
    );
    await this.templates.load(tx, [...new Set(rows.map(({ versionId }) => versionId))]);
    return new Map(
      rows.map(({ id, packed, versionId, locale }) => {
        const { subject, html, plain } = unpacked(
          packed,
          this.templates.body(versionId, locale).body,
        );
        return [id, { subject, html, plain }];
      }),
    );
  }
}
