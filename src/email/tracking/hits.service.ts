import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Settings } from '../../identity';
import { Signatures, type TrackedLink } from '../signatures.service';
import { mayLead } from './link-targets.rules';
import { familyOf, type Fetch, JUDGED_AFTER_MS, signOf } from './machine.rules';
import { BlockedHosts, OpenTracking } from './tracking-settings.rules';

const DAY_MS = 86_400_000;
/** How long a link leads anywhere, in days after the mail was written. */
export const LINK_DAYS = 400;
/** A scanner that fetches a mail without end leaves no more rows than this in a day. */
const MOST_HITS_A_DAY = 100;

/**
 * Where a link leads, and that somebody followed it, in one statement. What is fetched of a mail whose contact took the
 * consent back leads on and leaves no trace.
 */
const FOLLOW = `
  WITH link AS (
    SELECT l.url, m.id, m.tracking_ended_at IS NULL AS counts
      FROM email_links l JOIN email_messages m ON m.id = l.message_id
     WHERE l.message_id = $1 AND l.number = $2 AND m.dated_at > $7
  ), hit AS (
    INSERT INTO email_hits (id, message_id, fact, link_number, agent, occurred_at, judge_at, machine_by)
    SELECT $3, id, 'clicked', $2, $4, $5, $6, $8 FROM link
     WHERE counts AND (SELECT count(*) FROM email_hits h WHERE h.message_id = $1 AND h.occurred_at > $9) < ${String(MOST_HITS_A_DAY)}
  )
  SELECT url FROM link`;

const OPEN = `
  INSERT INTO email_hits (id, message_id, fact, agent, occurred_at, judge_at, machine_by)
  SELECT $2, m.id, 'opened', $3, $4, $5, $7 FROM email_messages m
   WHERE m.id = $1 AND m.tracking_ended_at IS NULL AND 'opened' = ANY (m.measured) AND m.dated_at > $6
     AND (SELECT count(*) FROM email_hits h WHERE h.message_id = $1 AND h.occurred_at > $8) < ${String(MOST_HITS_A_DAY)}`;

/** Takes down what is fetched of mails. Who it was is decided a few seconds later, when all of it is there. */
@Injectable()
export class Hits {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly settings: Settings,
    private readonly signatures: Signatures,
  ) {}

  /** @returns where the link leads; null for one that is not ours, too old, or leads where nothing may lead any more */
  async follow(token: string, fetch: Fetch): Promise<string | null> {
    const link = this.signatures.readTrackingToken(token);
    if (!link || link.number === null) return null;
    const { at, judgeAt, since, dayAgo } = this.times();
    const values = [
      ...[link.messageId, link.number, this.ids.uuid(), familyOf(fetch.userAgent), at, judgeAt],
      ...[since, signOf(fetch), dayAgo],
    ];
    const [found] = await this.db.transaction(systemDbScope('email.follow'), (tx) =>
      tx.rows<{ url: string }>(FOLLOW, values, 'email.follow'),
    );
    if (!found) return null;
    return mayLead(found.url, await this.settings.get(BlockedHosts)) ? found.url : null;
  }

  /** The picture was fetched. What is not ours, or is not to be measured any more, changes nothing. */
  async open(token: string, fetch: Fetch): Promise<void> {
    const link: TrackedLink | null = this.signatures.readTrackingToken(token);
    if (!link || link.number !== null || !(await this.settings.get(OpenTracking))) return;
    const { at, judgeAt, since, dayAgo } = this.times();
    const values = [
      ...[link.messageId, this.ids.uuid(), familyOf(fetch.userAgent), at, judgeAt, since],
      ...[signOf(fetch), dayAgo],
    ];
    await this.db.transaction(systemDbScope('email.open'), (tx) =>
      tx.rows(OPEN, values, 'email.open'),
    );
  }

  private times() {
    const at = this.clock.now();
    const before = (ms: number) => new Date(at.getTime() - ms);
    return {
      at,
      judgeAt: new Date(at.getTime() + JUDGED_AFTER_MS),
      since: before(LINK_DAYS * DAY_MS),
      dayAgo: before(DAY_MS),
    };
  }
}
