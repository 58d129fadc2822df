import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, systemDbScope, type Tx } from '../../core/database';
import { Installation } from '../../identity';
import { type ProviderId, SINK } from '../providers/email.provider';
import type { Choice } from '../routing/routing.rules';
import { Routing } from '../routing/routing.service';
import { TrackedLetters } from '../tracking/tracked-letters.service';
import { Suppressions } from '../suppression/suppressions.service';
import { Claims } from './claims.service';
import { type MailContent, type PreparedMail, type Tracking, TRACKING } from './claimed-mail.rules';
import { Gates } from './gates.service';
import { Letters } from './letters.service';
import { queues, refusal, type Settlement, waits } from './settlement.rules';
import { Settlements } from './settlements.service';

/** A mail whose attempt is committed: from here on only its outcome can say that it did not leave. */
export interface HandedMail extends PreparedMail {
  readonly content: MailContent;
  readonly handedAt: Date;
  /** Whom its attempt names. */
  readonly provider: ProviderId | typeof SINK;
  /** The one mail that tries a provider which was down. */
  readonly isProbe: boolean;
}

/** Locked by their ids alone: asked for those that are claimed as well, PostgreSQL would look through everybody's claims. */
const STILL_MINE = `
  WITH locked AS (
    SELECT m.id, m.status, m.claim_epoch, m.lease_until, ${TRACKING} FROM email_messages m
     WHERE m.id = ANY ($1::uuid[]) ORDER BY m.id FOR NO KEY UPDATE OF m
  )
  SELECT l.id, l.tracking FROM locked l JOIN ROWS FROM (unnest($1::uuid[]), unnest($2::int[])) AS c(id, epoch) ON c.id = l.id
   WHERE l.status = 'claimed' AND l.claim_epoch = c.epoch AND l.lease_until > clock_timestamp() + make_interval(secs => $3)`;

const BEGIN = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, epoch int, provider text, sha256 text, version uuid, locale text, packed text)
  ), content AS (
    INSERT INTO email_contents (sha256, template_version_id, locale, packed)
    SELECT decode(g.sha256, 'hex'), g.version, g.locale, decode(g.packed, 'base64') FROM given g WHERE g.packed IS NOT NULL
     ORDER BY g.sha256 ON CONFLICT (sha256) DO NOTHING
  )
  INSERT INTO email_attempts (message_id, claim_epoch, provider, worker, content_sha256, handed_at)
  SELECT g.id, g.epoch, g.provider, $2, decode(g.sha256, 'hex'), $3 FROM given g`;

/** The last question and the first line of the record, in one transaction. */
@Injectable()
export class HandOver {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
    private readonly gates: Gates,
    private readonly letters: Letters,
    private readonly trackedLetters: TrackedLetters,
    private readonly settlements: Settlements,
    private readonly claims: Claims,
    private readonly routing: Routing,
    private readonly config: Config,
    private readonly installation: Installation,
  ) {}

  /**
   * Asks everybody once more and writes the attempts down. The contact's keys are locked first: an answer or a
   * withdrawal committed before this commit has been seen, one that comes later finds the mail handed over.
   */
  async commit(prepared: readonly PreparedMail[]): Promise<HandedMail[]> {
    return this.db.transaction(systemDbScope('email.send'), async (tx) => {
      // In one packet: each of them is answered after those before it, and so sees what the locks waited for.
      const [, mine, isConfirmed, ways] = await Promise.all([
        lockKeys(tx, [...new Set(prepared.flatMap(({ mail }) => mail.contactKeys))]),
        this.stillMine(tx, prepared),
        this.installation.isConfirmed(tx),
        this.routing.ways(tx),
      ]);
      const now = this.clock.now();
      const refusals = isConfirmed
        ? await this.refusals(tx, mine, now)
        : new Map(mine.map(({ mail }) => [mail.id, waits(mail, null)]));
      const going = mine.filter(({ mail }) => !refusals.has(mail.id));
      const choices = await this.routing.choose(
        tx,
        going.filter(({ mail }) => !this.letters.endsHere(mail)),
        ways,
      );
      await this.settlements.write(tx, [...refusals.values(), ...waiting(going, choices)]);
      const handed = going.flatMap((prepared) => this.handed(prepared, choices, now));
      this.begin(tx, handed, now);
      return this.trackedLetters.follow(tx, handed);
    });
  }

  private async stillMine(tx: Tx, prepared: readonly PreparedMail[]): Promise<PreparedMail[]> {
    const half = this.config.get('EMAIL_LEASE_SECONDS') / 2;
    const values = [
      prepared.map(({ mail }) => mail.id),
      prepared.map(({ mail }) => mail.epoch),
      half,
    ];
    const rows = await tx.rows<{ id: string; tracking: Tracking | null }>(
      STILL_MINE,
      values,
      'email.still-mine',
    );
    const tracking = new Map(rows.map((row) => [row.id, row.tracking]));
    return prepared.flatMap((one) => {
      const now = tracking.get(one.mail.id);
      if (now === undefined) return [];
      if (now === one.mail.tracking) return [one];
      // A consent that was taken back since the claim counts no more.
      return [{ ...one, mail: { ...one.mail, tracking: now, measured: null } }];
    });
  }

  private async refusals(
    tx: Tx,
    mine: readonly PreparedMail[],
    now: Date,
  ): Promise<Map<string, Settlement>> {
    const mails = mine.map(({ mail }) => mail);
    const streams = [...new Set(mails.map(({ stream }) => stream))];
    const [suppressed, verdicts] = await Promise.all([
      this.suppressions.reasons(
        tx,
        mails.map(({ toHash }) => toHash),
        streams,
      ),
      this.gates.ask(tx, mails),
    ]);
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

  private handed(
    { content, ...rest }: PreparedMail,
    choices: ReadonlyMap<string, Choice>,
    handedAt: Date,
  ): HandedMail[] {
    if ('error' in content) return [];
    const mail = { ...rest, content, handedAt };
    if (this.letters.endsHere(rest.mail)) return [{ ...mail, provider: SINK, isProbe: false }];
    const choice = choices.get(rest.mail.id);
    return choice && 'provider' in choice ? [{ ...mail, ...choice }] : [];
  }

  /** Goes out in one packet with the commit, which fails with it. */
  private begin(tx: Tx, handed: readonly HandedMail[], now: Date): void {
    if (handed.length === 0) return;
    const rows = handed.map(({ mail, provider, content: { sha256, packed } }) => ({
      id: mail.id,
      epoch: mail.epoch,
      provider,
      sha256,
      version: mail.templateVersionId,
      locale: mail.locale,
      packed,
    }));
    void tx.send(BEGIN, [JSON.stringify(rows), this.claims.worker, now], 'email.begin');
  }
}

/** Those that no provider may have just now. */
function waiting(
  going: readonly PreparedMail[],
  choices: ReadonlyMap<string, Choice>,
): Settlement[] {
  return going.flatMap(({ mail }) => {
    const choice = choices.get(mail.id);
    return choice && 'waitSeconds' in choice ? [queues(mail, choice.waitSeconds)] : [];
  });
}
