import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { EmailClicked, EmailOpened } from '../../events/catalogue';
import type { Fact as Told } from '../../events/event-log';
import { Evidence } from '../inbound/evidence.service';
import {
  factSubject,
  identityFacts,
  type MailIdentity,
  seenBy,
} from '../sending/mail-facts.service';
import { placeOf } from './link-targets.rules';
import { type Fact, JUDGED_AFTER_MS, type Judged, machineSign } from './machine.rules';

const BATCH = 500;
/** What single persons fetched is kept so long; what came of it stays in the figures. */
const KEPT_MONTHS = 13;

type Fetched = MailIdentity & {
  readonly status: string;
  readonly provider: string | null;
  readonly deliveredAt: Date | null;
  readonly settledAt: Date | null;
  readonly handedAt: Date | null;
  readonly ended: boolean;
};

interface StoredHit extends Judged {
  readonly id: string;
  readonly messageId: string;
  readonly agent: string;
  readonly url: string | null;
  readonly isDue: boolean;
}

/** Mails of which something is due; those that another process has in hand are left to it. */
const MAILS = `
  SELECT m.id, m.subject_id AS "subjectId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.stream,
         m.template_version_id AS "templateVersionId", m.simulated, m.status, m.provider, m.delivered_at AS "deliveredAt",
         m.settled_at AS "settledAt", m.tracking_ended_at IS NOT NULL AS ended,
         (SELECT max(a.handed_at) FROM email_attempts a WHERE a.message_id = m.id) AS "handedAt"
    FROM email_messages m
   WHERE m.id IN (SELECT message_id FROM email_hits WHERE judge_at <= $1 ORDER BY judge_at LIMIT ${String(BATCH)})
   ORDER BY m.id FOR NO KEY UPDATE OF m SKIP LOCKED`;

/** What is due of these mails, and what was fetched around it. */
const HITS = `
  SELECT h.id, h.message_id AS "messageId", h.fact, h.link_number AS link, h.agent, h.occurred_at AS at,
         h.machine_by AS sign,
         l.url, h.judge_at IS NOT NULL AND h.judge_at <= $2 AS "isDue"
    FROM email_hits h LEFT JOIN email_links l ON l.message_id = h.message_id AND l.number = h.link_number
   WHERE h.message_id = ANY ($1::uuid[]) AND h.occurred_at > (
           SELECT min(d.occurred_at) - make_interval(secs => $3) FROM email_hits d
            WHERE d.message_id = h.message_id AND d.judge_at <= $2)
   ORDER BY h.occurred_at, h.id`;

const JUDGED = `
  UPDATE email_hits h SET judge_at = NULL, machine_by = j.machine
    FROM jsonb_to_recordset($1::jsonb) AS j(id uuid, machine text) WHERE h.id = j.id`;

const FIRST = `
  UPDATE email_messages m SET first_opened_at = coalesce(m.first_opened_at, f.opened),
         first_clicked_at = coalesce(m.first_clicked_at, f.clicked),
         last_clicked_at = greatest(m.last_clicked_at, f.last)
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, opened timestamptz, clicked timestamptz, last timestamptz)
   WHERE m.id = f.id`;

/** Decides who fetched what of a mail, and tells of it. */
@Injectable()
export class Judging {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly evidence: Evidence,
  ) {}

  /** @returns whether more may wait */
  async judgeDue(): Promise<boolean> {
    return this.db.transaction(systemDbScope('email.track'), async (tx) => {
      const now = this.clock.now();
      await this.forget(tx, now);
      const mails = await tx.rows<Fetched>(MAILS, [now], 'email.fetched');
      if (mails.length === 0) return false;
      const hits = await tx.rows<StoredHit>(
        HITS,
        [mails.map(({ id }) => id), now, JUDGED_AFTER_MS / 1000],
        'email.hits',
      );
      for (const mail of mails)
        await this.judge(
          tx,
          mail,
          hits.filter(({ messageId }) => messageId === mail.id),
        );
      return hits.filter(({ isDue }) => isDue).length >= BATCH;
    });
  }

  /** When the next fetch is to be judged, after `now`. */
  async nextDue(now: Date): Promise<Date | null> {
    const [row] = await this.db.transaction(systemDbScope('email.track'), (tx) =>
      tx.rows<{ at: Date | null }>(
        'SELECT min(judge_at) AS at FROM email_hits WHERE judge_at > $1',
        [now],
        'email.next-hit',
      ),
    );
    return row?.at ?? null;
  }

  private async judge(tx: Tx, mail: Fetched, hits: readonly StoredHit[]): Promise<void> {
    const due = hits.filter(({ isDue }) => isDue);
    // Nobody else knows the links of a mail: whoever fetched one has the mail.
    if (mail.status !== 'sent') await this.evidence.proveSent(tx, mail);
    const judged = due.map((hit) => ({
      ...hit,
      machine: machineSign(hit, hits, arrival(mail, hit.at)),
    }));
    await tx.rows(
      JUDGED,
      [JSON.stringify(judged.map(({ id, machine }) => ({ id, machine })))],
      'email.judged',
    );
    // Whoever took the consent back meanwhile is not told of.
    if (mail.ended) return;
    const seen = (fact: Fact) =>
      judged.flatMap((hit) => (hit.fact === fact && hit.machine === null ? hit.at : []));
    const [opened, clicked] = [seen('opened'), seen('clicked')];
    const first = { id: mail.id, opened: opened[0], clicked: clicked[0], last: clicked.at(-1) };
    if (opened.length + clicked.length > 0)
      await tx.rows(FIRST, [JSON.stringify([first])], 'email.first-fetched');
    const facts = judged.map((hit) => factOf(mail, hit));
    await this.events.recordAll(tx, seenBy(firstOfEach(facts), mail));
  }

  private async forget(tx: Tx, now: Date): Promise<void> {
    await tx.rows(
      `DELETE FROM email_hits WHERE id IN (SELECT id FROM email_hits
        WHERE judge_at IS NULL AND occurred_at < $1::timestamptz - make_interval(months => ${String(KEPT_MONTHS)}) LIMIT ${String(BATCH)})`,
      [now],
      'email.forget-hits',
    );
  }
}

/** The last thing known by then that says the mail had arrived somewhere; its acceptance, where nothing says more. */
function arrival(mail: Fetched, at: Date): Date | null {
  const { deliveredAt, settledAt, handedAt, status } = mail;
  if (deliveredAt && deliveredAt <= at) return deliveredAt;
  return status === 'sent' && settledAt && settledAt <= at ? settledAt : handedAt;
}

function factOf(mail: Fetched, hit: StoredHit & { machine: Judged['sign'] }): Told {
  const { fact, link, machine, agent, at, url } = hit;
  const common = {
    ...identityFacts(mail, at),
    provider: mail.provider,
    machine,
    agent,
  };
  const about = { subject: factSubject(mail), simulated: mail.simulated, at };
  if (fact === 'opened' || link === null)
    return { definition: EmailOpened, ...about, data: common };
  return {
    definition: EmailClicked,
    ...about,
    data: { ...common, link, place: placeOf(url ?? '') },
  };
}

/** One fact a key: the log takes a key once, also within one batch. */
function firstOfEach(facts: readonly Told[]): Told[] {
  const keys = new Map<string, Told>();
  for (const fact of facts) {
    const { definition, subject, data } = fact;
    const key = `${definition.type} ${definition.key(subject, definition.schema.parse(data))}`;
    if (!keys.has(key)) keys.set(key, fact);
  }
  return [...keys.values()];
}
