import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, systemDbScope, type Tx } from '../../core/database';
import { EmailProvider } from '../providers/email.provider';
import { Suppressions } from '../suppression/suppressions.service';
import { Claims } from './claims.service';
import type { MailContent, PreparedMail } from './claimed-mail.rules';
import { Gates } from './gates.service';
import { Letters } from './letters.service';
import { refusal, type Settlement } from './settlement.rules';
import { Settlements } from './settlements.service';

/** A mail whose attempt is committed: from here on only its outcome can say that it did not leave. */
export interface HandedMail extends PreparedMail {
  readonly content: MailContent;
  readonly handedAt: Date;
}

const STILL_MINE = `
  SELECT m.id FROM email_messages m JOIN ROWS FROM (unnest($1::uuid[]), unnest($2::int[])) AS c(id, epoch) ON c.id = m.id
   WHERE m.status = 'claimed' AND m.claim_epoch = c.epoch
     AND m.lease_until > clock_timestamp() + make_interval(secs => $3)
   ORDER BY m.id FOR NO KEY UPDATE OF m`;

const BEGIN = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, epoch int, sha256 text, version uuid, locale text, packed text)
  ), content AS (
    INSERT INTO email_contents (sha256, template_version_id, locale, packed)
    SELECT decode(g.sha256, 'hex'), g.version, g.locale, decode(g.packed, 'base64') FROM given g WHERE g.packed IS NOT NULL
     ORDER BY g.sha256 ON CONFLICT (sha256) DO NOTHING
  )
  INSERT INTO email_attempts (message_id, claim_epoch, provider, worker, content_sha256, handed_at)
  SELECT g.id, g.epoch, $2, $3, decode(g.sha256, 'hex'), $4 FROM given g`;

/** The last question and the first line of the record, in one transaction. */
@Injectable()
export class HandOver {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
    private readonly gates: Gates,
    private readonly letters: Letters,
    private readonly settlements: Settlements,
    private readonly claims: Claims,
    private readonly provider: EmailProvider,
    private readonly config: Config,
  ) {}

  /**
   * Asks everybody once more and writes the attempts down. The contact's keys are locked first: an answer or a
   * withdrawal committed before this commit has been seen, one that comes later finds the mail handed over.
   */
  async commit(prepared: readonly PreparedMail[]): Promise<HandedMail[]> {
    return this.db.transaction(systemDbScope('email.send'), async (tx) => {
      await lockKeys(tx, [...new Set(prepared.flatMap(({ mail }) => mail.contactKeys))]);
      const mine = await this.stillMine(tx, prepared);
      const now = this.clock.now();
      const refusals = await this.refusals(tx, mine, now);
      await this.settlements.write(tx, [...refusals.values()], this.provider.id);
      const handed = mine.flatMap(({ content, ...rest }) =>
        refusals.has(rest.mail.id) || 'error' in content
          ? []
          : [{ ...rest, content, handedAt: now }],
      );
      await this.begin(tx, handed, now);
      return handed;
    });
  }

  private async stillMine(tx: Tx, prepared: readonly PreparedMail[]): Promise<PreparedMail[]> {
    const half = this.config.get('EMAIL_LEASE_SECONDS') / 2;
    const values = [
      prepared.map(({ mail }) => mail.id),
      prepared.map(({ mail }) => mail.epoch),
      half,
    ];
    const rows = await tx.rows<{ id: string }>(STILL_MINE, values, 'email.still-mine');
    const ids = new Set(rows.map(({ id }) => id));
    return prepared.filter(({ mail }) => ids.has(mail.id));
  }

  private async refusals(
    tx: Tx,
    mine: readonly PreparedMail[],
    now: Date,
  ): Promise<Map<string, Settlement>> {
    const mails = mine.map(({ mail }) => mail);
    const streams = [...new Set(mails.map(({ stream }) => stream))];
    const suppressed = await this.suppressions.reasons(
      tx,
      mails.map(({ toHash }) => toHash),
      streams,
    );
    const verdicts = await this.gates.ask(tx, mails);
    return new Map(
      mine.flatMap((prepared) => {
        const { mail } = prepared;
        const settlement = refusal(prepared, {
          now,
          suppressedBy: suppressed.get(`${mail.toHash.toString('hex')}:${mail.stream}`) ?? null,
          verdict: verdicts.get(mail.id),
          headerFault: this.letters.fault(mail),
        });
        return settlement ? [[mail.id, settlement] as const] : [];
      }),
    );
  }

  private async begin(tx: Tx, handed: readonly HandedMail[], now: Date): Promise<void> {
    if (handed.length === 0) return;
    const rows = handed.map(({ mail, content: { sha256, packed } }) => ({
      id: mail.id,
      epoch: mail.epoch,
      sha256: sha256.toString('hex'),
      version: mail.templateVersionId,
      locale: mail.locale,
      packed,
    }));
    await tx.rows(
      BEGIN,
      [JSON.stringify(rows), this.provider.id, this.claims.worker, now],
      'email.begin',
    );
  }
}
