import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { AlertRaised, AlertResolved } from '../../events/catalogue';
import { type AlertName, ALERTS, type Finding } from './alert-list.rules';
import { courseOf, SAME_SECONDS, type Standing } from './course.rules';

/** The whole installation; everything else that measures is a source of its own. */
export const SHARED = 'shared';
const KEPT_DAYS = 7;

/** Whoever writes the row may look; the others find that it was looked a moment ago. */
const CLAIM = `
  INSERT INTO alert_rounds AS r (source, evaluated_at) VALUES ($1, clock_timestamp())
  ON CONFLICT (source) DO UPDATE SET evaluated_at = clock_timestamp()
    WHERE r.evaluated_at <= clock_timestamp() - make_interval(secs => $2) RETURNING source`;

const COLUMNS = `id, name, subject, since, raised_at AS "raisedAt", resolved_at AS "resolvedAt"`;
const STANDING = `
  SELECT ${COLUMNS} FROM alerts
   WHERE source = $1 AND (resolved_at IS NULL OR resolved_at >= clock_timestamp() - make_interval(secs => $2))`;

const BEGIN = `
  INSERT INTO alerts (id, name, subject, source, severity, since, last_seen_at, raised_at, measured)
  SELECT f.id, f.name, f.subject, $2, f.severity, $3, $3, CASE WHEN f.told THEN $3::timestamptz END, f.measured
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, name text, subject text, severity text, told boolean, measured jsonb)`;

const KEEP = `
  UPDATE alerts a SET last_seen_at = $2, measured = f.measured, resolved_at = NULL,
         raised_at = CASE WHEN f.told THEN $2::timestamptz ELSE a.raised_at END
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, told boolean, measured jsonb) WHERE a.id = f.id`;

/** An alert of which people are told now. */
type Told = Finding & { readonly id: string; readonly since: Date };

/** Brings the table of alerts to what was found, and tells what that changes. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly ids: Ids,
    private readonly events: EventLog,
  ) {}

  /** @returns whether it is the caller's turn to measure a source that nobody has for so long */
  async claim(tx: Tx, source: string, restSeconds: number): Promise<boolean> {
    const claimed = await tx.rows(CLAIM, [source, restSeconds], 'alerts.claim');
    return claimed.length > 0;
  }

  /** What a source has found is all that is true of it. */
  async settle(tx: Tx, source: string, findings: readonly Finding[]): Promise<void> {
    const now = await databaseNow(tx);
    const standing = await tx.rows<Standing>(STANDING, [source, SAME_SECONDS], 'alerts.standing');
    if (standing.length === 0 && findings.length === 0) return;
    const course = courseOf(now, standing, findings);
    const begun = course.begin.map((finding) => ({ ...finding, id: this.ids.uuid(), since: now }));
    const severed = begun.map((one) => ({ ...rowOf(one), severity: ALERTS[one.name].severity }));
    if (begun.length > 0)
      await tx.rows(BEGIN, [JSON.stringify(severed), source, now], 'alerts.begin');
    const kept = [...course.keep, ...course.continued.map((one) => ({ ...one, isTold: false }))];
    if (kept.length > 0) await tx.rows(KEEP, [JSON.stringify(kept.map(rowOf)), now], 'alerts.keep');
    const dropped = course.drop.map(({ id }) => id);
    if (dropped.length > 0)
      await tx.rows('DELETE FROM alerts WHERE id = ANY ($1::uuid[])', [dropped], 'alerts.drop');
    const since = new Map(standing.map((one) => [one.id, one.since]));
    const ripe = kept.map((one) => ({ ...one, since: since.get(one.id) ?? now }));
    await this.raise(
      tx,
      now,
      [...begun, ...ripe].filter(({ isTold }) => isTold),
    );
    await this.resolve(tx, now, course.resolve);
  }

  /** An outage during which nothing could be written: told when it is over. */
  async tellOutage(tx: Tx, source: string, seconds: number): Promise<void> {
    const { forSeconds, severity } = ALERTS.DatabaseUnavailable;
    if (seconds <= forSeconds) return;
    const now = await databaseNow(tx);
    const since = new Date(now.getTime() - seconds * 1000);
    const finding = { name: 'DatabaseUnavailable' as const, subject: source, value: seconds };
    const told = { ...finding, limit: forSeconds, detail: null, id: this.ids.uuid(), since };
    const row = JSON.stringify([{ ...rowOf({ ...told, isTold: true }), severity }]);
    await tx.rows(BEGIN, [row, source, now], 'alerts.begin');
    await tx.rows('UPDATE alerts SET since = $2 WHERE id = $1', [told.id, since]);
    await this.raise(tx, now, [told]);
    await this.resolve(tx, now, [{ ...told, raisedAt: now, resolvedAt: null }]);
  }

  /**
   * Ends what processes found that are gone, and forgets what has been over for long.
   * @param goneSeconds who has not looked for so long is gone
   */
  async tidy(tx: Tx, goneSeconds: number): Promise<void> {
    const gone = await tx.rows<{ source: string }>(
      `DELETE FROM alert_rounds WHERE source <> $1 AND evaluated_at < clock_timestamp() - make_interval(secs => $2)
       RETURNING source`,
      [SHARED, goneSeconds],
      'alerts.gone',
    );
    for (const { source } of gone) await this.settle(tx, source, []);
    await tx.rows(
      `DELETE FROM alerts WHERE resolved_at < clock_timestamp() - make_interval(days => $1)`,
      [KEPT_DAYS],
      'alerts.forget',
    );
  }

  private async raise(tx: Tx, now: Date, told: readonly Told[]): Promise<void> {
    for (const { id, value, limit, detail, ...one } of told)
      await this.events.record(tx, AlertRaised, id, {
        ...factsOf({ id, ...one }),
        ...{ value, limit, detail },
        raisedAt: now.toISOString(),
      });
  }

  private async resolve(tx: Tx, now: Date, over: readonly Standing[]): Promise<void> {
    if (over.length === 0) return;
    const ids = over.map(({ id }) => id);
    await tx.rows(
      'UPDATE alerts SET resolved_at = $2 WHERE id = ANY ($1::uuid[])',
      [ids, now],
      'alerts.resolve',
    );
    for (const one of over)
      await this.events.record(tx, AlertResolved, one.id, {
        ...factsOf(one),
        resolvedAt: now.toISOString(),
      });
  }
}

/** Alerts are about machines: they live in the database's time, which nobody turns. */
async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.rows<{ now: Date }>('SELECT clock_timestamp() AS now', [], 'alerts.now');
  if (!row) throw new Error('The database did not tell its time.');
  return row.now;
}

function rowOf(one: Finding & { readonly id: string; readonly isTold: boolean }) {
  const { id, name, subject, value, limit, detail, isTold: told } = one;
  return { id, name, subject, told, measured: { value, limit, detail } };
}

function factsOf(one: {
  readonly id: string;
  readonly name: AlertName;
  readonly subject: string;
  readonly since: Date;
}) {
  return {
    alertId: one.id,
    alert: one.name,
    about: one.subject,
    severity: ALERTS[one.name].severity,
    since: one.since.toISOString(),
  };
}
