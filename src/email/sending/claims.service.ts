import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Installation } from '../../identity';
import { Limits } from '../routing/limits.service';
import { Renderer, type RenderJob } from '../templates/renderer.service';
import { Templates } from '../templates/templates.service';
import {
  CLAIMED_COLUMNS,
  type ClaimedMail,
  contentOf,
  type EarlierMail,
  type MailContent,
  type PreparedMail,
  unpacked,
} from './claimed-mail.rules';
import { Letters } from './letters.service';

/** Fresh mails and those whose wait is over, the most urgent of both; each kind has an index of its own. */
const CLAIM = `
  WITH fresh AS (
    SELECT id, priority, due_at FROM email_messages WHERE status = 'queued' AND retry_at IS NULL AND due_at <= $1
     ORDER BY priority, due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
  ), again AS (
    SELECT id, priority, due_at FROM email_messages WHERE status = 'queued' AND retry_at <= now() AND due_at <= $1
     ORDER BY retry_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ), picked AS (
    SELECT id FROM (SELECT * FROM fresh UNION ALL SELECT * FROM again) due ORDER BY priority, due_at, id LIMIT $2
  )
  UPDATE email_messages m SET status = 'claimed', claim_epoch = m.claim_epoch + 1, claimed_by = $3, retry_at = NULL,
         lease_until = now() + make_interval(secs => $4), dated_at = coalesce(m.dated_at, $1)
    FROM picked WHERE m.id = picked.id
  RETURNING ${CLAIMED_COLUMNS}`;

const RELEASE = `
  UPDATE email_messages m SET status = 'queued', lease_until = NULL, claimed_by = NULL,
         retry_at = now() + make_interval(secs => $3)
    FROM ROWS FROM (unnest($1::uuid[]), unnest($2::int[])) AS r(id, epoch)
   WHERE m.id = r.id AND m.claim_epoch = r.epoch AND m.status = 'claimed'
     AND NOT EXISTS (SELECT FROM email_attempts a WHERE a.message_id = m.id AND a.claim_epoch = m.claim_epoch)`;

type Thread = EarlierMail & { readonly provider: string | null };

const NOTHING = {
  mails: [] as ClaimedMail[],
  earlier: new Map<string, Thread[]>(),
  stored: new Map<string, MailContent>(),
};

/** Takes due mails with a lease and gives them their text. Nothing has left yet: a lost claim goes back to the queue. */
@Injectable()
export class Claims {
  /** Names this process in leases and attempts. */
  readonly worker: string;
  /** Until providers may be asked again; null when no limit was met. */
  waitSeconds: number | null = null;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly renderer: Renderer,
    private readonly templates: Templates,
    private readonly letters: Letters,
    private readonly installation: Installation,
    private readonly limits: Limits,
    ids: Ids,
  ) {
    this.worker = ids.uuid();
  }

  /** At most a batch, each with its text or the reason why it has none. */
  async take(): Promise<PreparedMail[]> {
    const { mails, earlier, stored } = await this.db.transaction(
      systemDbScope('email.send'),
      async (tx) => {
        // A copy that was restored elsewhere leaves the queue as it is.
        if (!(await this.installation.isConfirmed(tx))) return NOTHING;
        const most = await this.most(tx);
        if (most === 0) return NOTHING;
        const claimed = await tx.rows<ClaimedMail>(
          CLAIM,
          [this.clock.now(), most, this.worker, this.config.get('EMAIL_LEASE_SECONDS')],
          'email.claim',
        );
        await this.templates.load(
          tx,
          claimed.map(({ templateVersionId }) => templateVersionId),
        );
        return {
          mails: claimed,
          earlier: await threadsOf(tx, claimed),
          stored: await this.stored(tx, claimed),
        };
      },
    );
    const contents = await this.contents(mails, stored);
    return mails.map((mail) => {
      const thread = (earlier.get(mail.threadKey ?? '') ?? []).filter(({ id }) => id < mail.id);
      return {
        mail,
        content: contents.get(mail.id) ?? { error: 'not rendered' },
        earlier: thread,
        threadProvider: thread.find(({ provider }) => provider !== null)?.provider ?? null,
      };
    });
  }

  /** Not more than providers may be asked to take: whoever is claimed and finds no room is in the way of others. */
  private async most(tx: Tx): Promise<number> {
    const size = this.config.get('EMAIL_BATCH_SIZE');
    const budget = await this.limits.budget(tx);
    this.waitSeconds = budget?.waitSeconds ?? null;
    return budget ? Math.min(size, budget.mails) : size;
  }

  /** Gives back what was not handed over. */
  async release(mails: readonly ClaimedMail[], retrySeconds: number | null): Promise<void> {
    if (mails.length === 0) return;
    const values = [mails.map(({ id }) => id), mails.map(({ epoch }) => epoch), retrySeconds];
    await this.db.transaction(systemDbScope('email.send'), (tx) =>
      tx.rows(RELEASE, values, 'email.release'),
    );
  }

  /** The texts of mails that were handed over before, as they were. */
  private async stored(tx: Tx, mails: readonly ClaimedMail[]): Promise<Map<string, MailContent>> {
    const again = mails.filter(({ epoch }) => epoch > 1).map(({ id }) => id);
    if (again.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; packed: Buffer; versionId: string; locale: string }>(
      `SELECT DISTINCT ON (a.message_id) a.message_id AS id, c.packed, c.template_version_id AS "versionId", c.locale
         FROM email_attempts a JOIN email_contents c ON c.sha256 = a.content_sha256
        WHERE a.message_id = ANY ($1) ORDER BY a.message_id, a.claim_epoch DESC`,
      [again],
      'email.contents',
    );
    return new Map(
      rows.map(({ id, packed, versionId, locale }) => [
        id,
        unpacked(packed, this.templates.body(versionId, locale).body),
      ]),
    );
  }

  /** What was sent before is sent again as it was; everything else is rendered. */
  private async contents(
    mails: readonly ClaimedMail[],
    stored: ReadonlyMap<string, MailContent>,
  ): Promise<Map<string, PreparedMail['content']>> {
    const contents = new Map<string, PreparedMail['content']>(stored);
    const fresh = mails.filter(({ id }) => !stored.has(id));
    const jobs: RenderJob[] = fresh.map((mail) => ({
      ...this.templates.body(mail.templateVersionId, mail.locale),
      scope: this.letters.scopeOf(mail),
    }));
    const rendered = await this.renderer.render(jobs);
    fresh.forEach(({ id }, at) => {
      const result = rendered[at];
      if (result) contents.set(id, 'error' in result ? result : contentOf(result));
    });
    return contents;
  }
}

/** Mails of the same threads that are out already, or may be. */
async function threadsOf(tx: Tx, mails: readonly ClaimedMail[]): Promise<Map<string, Thread[]>> {
  const keys = [...new Set(mails.flatMap(({ threadKey }) => threadKey ?? []))];
  const threads = new Map<string, Thread[]>();
  if (keys.length === 0) return threads;
  const rows = await tx.rows<Thread & { readonly key: string }>(
    `SELECT thread_key AS key, id, wire_message_id AS "wireMessageId",
            CASE WHEN status = 'sent' AND NOT simulated THEN provider END AS provider FROM email_messages
      WHERE thread_key = ANY ($1) AND status IN ('sent', 'unknown') ORDER BY id`,
    [keys],
    'email.threads',
  );
  for (const { key, ...mail } of rows) threads.set(key, [...(threads.get(key) ?? []), mail]);
  return threads;
}
