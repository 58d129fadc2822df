import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EmailQueries } from '../../email';
import { WhatsAppQueries } from '../../whatsapp';

/** When leads were last written to by ourselves, on any channel. */
@Injectable()
export class Touches {
  constructor(
    private readonly email: EmailQueries,
    private readonly whatsapp: WhatsAppQueries,
  ) {}

  /** Follow-ups and advertising since then, by lead. */
  async of(tx: Tx, leadIds: readonly string[], since: Date): Promise<Map<string, Date[]>> {
    const [mails, messages] = await Promise.all([
      this.email.contactedAt(tx, leadIds, since),
      this.whatsapp.contactedAt(tx, leadIds, since, ['followup', 'marketing', 'content']),
    ]);
    return new Map(
      [...new Set(leadIds)].map((id) => [
        id,
        [...(mails.get(id) ?? []), ...(messages.get(id) ?? [])],
      ]),
    );
  }
}
