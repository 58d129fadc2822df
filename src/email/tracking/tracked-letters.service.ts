import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import type { ClaimedMail } from '../sending/claimed-mail.rules';
import type { HandedMail } from '../sending/hand-over.service';
import { Signatures } from '../signatures.service';
import { targetOf } from './link-targets.rules';
import type { Fact } from './machine.rules';
import { type NumberedLink, rewritten } from './rewriting.rules';

/** Handing a mail over again finds its links as they were; a text that differs by now has links of its own. */
const KEEP = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, measured text[], links jsonb)
  ), link AS (
    INSERT INTO email_links AS l (message_id, number, url)
    SELECT g.id, k.number, k.url FROM given g, jsonb_to_recordset(g.links) AS k(number int, url text)
    ON CONFLICT (message_id, number) DO UPDATE SET url = EXCLUDED.url WHERE l.url <> EXCLUDED.url
  )
  UPDATE email_messages m SET measured = g.measured FROM given g WHERE m.id = g.id`;

/** Puts links of ours into mails whose contacts consented to being counted. What is kept of their text stays as written. */
@Injectable()
export class TrackedLetters {
  constructor(
    private readonly config: Config,
    private readonly signatures: Signatures,
  ) {}

  /** In the transaction of the hand-over, which has seen every withdrawal. Mails without consent pass untouched. */
  follow(tx: Tx, handed: HandedMail[]): HandedMail[] {
    if (!handed.some(({ mail }) => mail.tracking)) return handed;
    const kept: { id: string; measured: readonly Fact[]; links: readonly NumberedLink[] }[] = [];
    const letters = handed.map((one): HandedMail => {
      const { mail, content } = one;
      if (!mail.tracking) return one;
      const { links, html, plain } = this.letter(mail, content);
      const measured: Fact[] = [
        ...(mail.tracking === 'links-and-opening' ? (['opened'] as const) : []),
        ...(links.length > 0 ? (['clicked'] as const) : []),
      ];
      kept.push({ id: mail.id, measured, links });
      return { ...one, mail: { ...mail, measured }, content: { ...content, html, plain } };
    });
    void tx.send(KEEP, [JSON.stringify(kept)], 'email.track');
    return letters;
  }

  private letter({ id, tracking }: ClaimedMail, content: HandedMail['content']) {
    const { publicUrl } = this.config;
    const tokenOf = (number: number | null) =>
      this.signatures.trackingToken({ messageId: id, number });
    return rewritten(content, {
      targetOf: (href) => targetOf(href, publicUrl),
      linkOf: (number) => `${publicUrl}/e/c/${tokenOf(number)}`,
      picture: tracking === 'links-and-opening' ? `${publicUrl}/e/o/${tokenOf(null)}.gif` : null,
    });
  }
}
