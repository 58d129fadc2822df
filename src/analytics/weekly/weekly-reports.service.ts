import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, type Tx } from '../../core/database';
import { EmailService, Templates } from '../../email';
import { type Recipient, Settings, systemScope, UsersQueries } from '../../identity';
import type { Performance } from '../analytics.dto';
import { DEFAULT_WINDOW } from '../measures.rules';
import { PerformanceQueries } from '../reports/performance.queries';
import { WeeklyReportMail } from '../settings.rules';
import { linesOf, nextReportAt, sayWeek, type Week, weeksBefore } from './weekly.rules';

const PURPOSE = 'WEEKLY_REPORT';
/** Why the manager gets it, in place of what the law wants said to those who are written to. */
const FOOTER = {
  de: 'Sie erhalten diesen Bericht, weil Sie ein Team leiten.',
  en: 'You receive this report because you manage a team.',
};
const AT_ONCE = 20;
const DAY_MS = 86_400_000;

interface Due {
  readonly userId: string;
  readonly dueAt: Date;
}

/** Tells each manager on Monday morning how the follow-ups of their teams did last week. */
@Injectable()
export class WeeklyReports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly users: UsersQueries,
    private readonly settings: Settings,
    private readonly performances: PerformanceQueries,
    private readonly templates: Templates,
    private readonly email: EmailService,
  ) {}

  async nextDue(): Promise<Date | null> {
    const [row] = await this.system((tx) =>
      tx.rows<{ at: Date | null }>('SELECT min(due_at) AS at FROM analytics_weekly_reports'),
    );
    return row?.at ?? null;
  }

  /** @returns whether there may be more */
  async tellDue(): Promise<boolean> {
    const now = this.clock.now();
    await this.system((tx) => this.plan(tx, now));
    const due = await this.system((tx) =>
      tx.rows<Due>(
        `SELECT user_id AS "userId", due_at AS "dueAt" FROM analytics_weekly_reports
          WHERE due_at <= $1 ORDER BY due_at, user_id LIMIT $2`,
        [now, AT_ONCE],
      ),
    );
    for (const one of due) await this.tell(one, now);
    return due.length === AT_ONCE;
  }

  /** Whoever has begun to manage gets a row, whoever has stopped loses it. */
  private async plan(tx: Tx, now: Date): Promise<void> {
    const managers = await this.users.managers(tx);
    await tx.rows('DELETE FROM analytics_weekly_reports WHERE user_id <> ALL ($1::uuid[])', [
      managers.map(({ id }) => id),
    ]);
    await tx.rows(
      `INSERT INTO analytics_weekly_reports (user_id, due_at)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS m(user_id uuid, due_at timestamptz) ON CONFLICT (user_id) DO NOTHING`,
      [
        JSON.stringify(
          managers.map(({ id, timeZone }) => ({
            user_id: id,
            due_at: nextReportAt(now, timeZone),
          })),
        ),
      ],
    );
  }

  /** The numbers are those that the manager would read at this moment; the row moves on with the mail. */
  private async tell({ userId, dueAt }: Due, now: Date): Promise<void> {
    const manager = await this.system((tx) => this.users.recipient(tx, userId));
    if (!manager) return;
    const { week, before } = weeksBefore(dueAt, manager.timeZone);
    const isWanted = await this.settings.get(WeeklyReportMail, { userId });
    // Of a week long past nobody wants to hear: after an outage only the last one is told.
    const isFresh = now.getTime() - dueAt.getTime() < 7 * DAY_MS;
    const told = isWanted && isFresh ? await this.figures(manager, week, before) : null;
    await this.system(async (tx) => {
      const moved = await tx.rows(
        `UPDATE analytics_weekly_reports SET due_at = $2, told_on = coalesce($3::date, told_on)
          WHERE user_id = $1 AND due_at = $4 RETURNING user_id`,
        [userId, nextReportAt(now, manager.timeZone), told && week.from, dueAt],
      );
      if (moved.length > 0 && told) await this.send(tx, manager, week, told, now);
    });
  }

  /** Null when nothing was sent in either week: nobody needs a mail of zeros. */
  private async figures(
    { scope }: Recipient,
    week: Week,
    before: Week,
  ): Promise<{ now: Performance; before: Performance } | null> {
    const ask = (span: Week) =>
      this.performances.performance(scope, {
        ...span,
        window: DEFAULT_WINDOW,
        attribution: 'last',
      });
    const told = { now: await ask(week), before: await ask(before) };
    return told.now.total.sent + told.before.total.sent > 0 ? told : null;
  }

  private async send(
    tx: Tx,
    manager: Recipient,
    week: Week,
    told: { now: Performance; before: Performance },
    now: Date,
  ): Promise<void> {
    const { id, name, email, locale, territory } = manager;
    const { winner } = await this.templates.published(tx, {
      purpose: PURPOSE,
      businessType: null,
      season: null,
      territory,
      locales: [locale, 'en', 'de'],
    });
    if (!winner) return;
    const words = winner.locale === 'de' ? 'de' : 'en';
    await this.email.enqueueAll(tx, [
      {
        idempotencyKey: `weekly-report:${id}:${week.from}`,
        stream: 'notification',
        to: { address: email, name },
        subjectId: null,
        templateVersionId: winner.versionId,
        locale: winner.locale,
        variables: {
          owner: { name: 'Relance' },
          territory: { legalFooter: FOOTER[words] },
          report: {
            week: sayWeek(week, words),
            lines: linesOf(told.now.total, told.before.total, words),
            link: `${this.config.publicUrl}/analytics/performance?from=${week.from}&to=${week.to}`,
          },
        },
        senderUserId: null,
        about: { kind: 'weekly-report', id },
        dueAt: now,
        notAfter: new Date(now.getTime() + DAY_MS),
        legalBasis: null,
        simulated: this.config.get('RELANCE_DEMO'),
      },
    ]);
  }

  private system<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction(systemScope('analytics.weekly-report'), run);
  }
}
