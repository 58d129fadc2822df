import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Contents } from '../sending/contents.queries';
import { Signatures } from '../signatures.service';
import type { Arrival, Placement } from './arrival.rules';
import { bounceClassOf } from './bounce.rules';
import { FIRM_PERCENT } from './matching.queries';
import { ownWords } from './visible-text.rules';

/** Stores a mail that came in, once however often and over however many ways it comes. */
@Injectable()
export class Keeping {
  constructor(
    private readonly config: Config,
    private readonly ids: Ids,
    private readonly signatures: Signatures,
    private readonly contents: Contents,
  ) {}

  /** @returns null when it stands already */
  async keep(tx: Tx, arrival: Arrival, { match, ...place }: Placement): Promise<string | null> {
    const { detected, sha256, receivedAt } = arrival;
    const firm = match !== null && match.percent >= FIRM_PERCENT;
    const [row] = await tx.rows<{ id: string }>(
      `INSERT INTO email_inbound (id, raw_sha256, from_hash, message_id_hash, kind, matched_message_id, matched_by,
                                  match_percent, about_hash, bounce_class, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id`,
      [
        this.ids.uuid(),
        sha256,
        this.signatures.addressHash(arrival.from),
        messageIdHash(arrival),
        detected.kind,
        match?.target.id ?? null,
        match?.by ?? (place.subjectId === null ? null : 'SENDER'),
        match?.percent ?? null,
        firm ? match.target.toHash : null,
        detected.report && bounceClassOf(detected.report),
        receivedAt,
      ],
      'email.inbound.keep',
    );
    if (!row) return null;
    await this.keepText(tx, row.id, arrival, { match, ...place });
    return row.id;
  }

  /** The one that stood in the way of {@link keep}. */
  async standing(tx: Tx, arrival: Arrival): Promise<string> {
    const [row] = await tx.rows<{ id: string }>(
      `SELECT id FROM email_inbound WHERE raw_sha256 = $1 OR (message_id_hash = $2 AND from_hash = $3) LIMIT 1`,
      [arrival.sha256, messageIdHash(arrival), this.signatures.addressHash(arrival.from)],
    );
    if (!row) throw new Error('A mail that came in before has gone while it came in again.');
    return row.id;
  }

  private async keepText(tx: Tx, id: string, arrival: Arrival, place: Placement): Promise<void> {
    const { mail, detected, rcpt } = arrival;
    const target = place.match?.target ?? null;
    const ours = target ? (await this.contents.of(tx, [target.id])).get(target.id)?.plain : null;
    await tx.rows(
      `INSERT INTO email_inbound_mails (id, subject_id, simulated, contact_id, about_kind, about_id, from_address,
         from_name, to_addresses, subject_line, visible_text, full_text, headers, other_sender, away_until, contact_left,
         report_status, report_diagnostic, raw, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
      [
        id,
        place.subjectId,
        target?.simulated ?? this.config.get('RELANCE_DEMO'),
        place.contactId,
        target?.aboutKind ?? null,
        target?.aboutId ?? null,
        storable(arrival.from),
        mail.from?.name ? storable(mail.from.name) : null,
        rcpt.length > 0 ? rcpt : mail.to,
        storable(mail.subject),
        storable(ownWords(mail.visibleText, ours ?? null)),
        storable(mail.text),
        JSON.stringify(mail.headers.map(({ key, value }) => ({ key, value: storable(value) }))),
        place.otherSender,
        detected.awayUntil,
        detected.contactLeft,
        detected.report?.status ?? null,
        detected.report?.diagnostic ? storable(detected.report.diagnostic) : null,
        arrival.raw,
        arrival.receivedAt,
      ],
    );
  }
}

function messageIdHash({ mail }: Arrival): Buffer | null {
  return mail.messageId === null ? null : createHash('sha256').update(mail.messageId).digest();
}

/** PostgreSQL takes no NUL and no half of a surrogate pair. */
function storable(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
