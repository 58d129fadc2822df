import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { EmailCircuitChanged } from '../../events/catalogue';
import type { Outcome, ProviderId } from '../providers/email.provider';
import { EmailProviders } from '../providers/email-providers.service';
import type { CircuitReason, CircuitState } from './circuit.entity';
import {
  breaks,
  type Change,
  opened,
  probed,
  type RecentCalls,
  type Standing,
  verdictOf,
} from './circuit.rules';
import type { Way } from './routing.rules';

/** What came of a call, for the circuit of its provider. */
export interface Called {
  readonly provider: ProviderId;
  readonly outcome: Outcome;
  readonly isProbe: boolean;
}

/** Longer than any call of a provider, a connection included. */
const PROBE_SECONDS = 90;

const WAYS = `
  SELECT p.id AS provider, coalesce(c.state, 'closed') AS state,
         coalesce(c.retry_at <= clock_timestamp() AND (c.probe_until IS NULL OR c.probe_until <= clock_timestamp())
           AND NOT (c.state = 'open' AND c.reason = 'account'), false) AS "isProbeDue",
         greatest(0, extract(epoch FROM c.retry_at - clock_timestamp()))::float8 AS "retrySeconds",
         extract(epoch FROM clock_timestamp() - c.closed_at)::float8 AS "closedSeconds",
         greatest(0, extract(epoch FROM b.blocked_until - clock_timestamp()))::float8 AS "blockedSeconds"
    FROM unnest($1::text[]) WITH ORDINALITY AS p(id, place)
    LEFT JOIN email_circuits c ON c.provider = p.id
    LEFT JOIN email_limit_buckets b ON b.key = 'p:' || p.id
   ORDER BY p.place`;

/** Locked in the order of their names, so that two processes cannot wait for each other. */
const PROBE = `
  WITH due AS (
    SELECT provider, state FROM email_circuits
     WHERE provider = ANY ($1::text[]) AND state <> 'closed' AND retry_at <= clock_timestamp() - make_interval(secs => $4)
       AND (probe_until IS NULL OR probe_until <= clock_timestamp())
     ORDER BY provider FOR UPDATE
  )
  UPDATE email_circuits c SET state = 'half_open', probe_by = $2, probe_until = clock_timestamp() + make_interval(secs => $3),
         changes = c.changes + (c.state = 'open')::int,
         changed_at = CASE c.state WHEN 'open' THEN clock_timestamp() ELSE c.changed_at END
    FROM due WHERE c.provider = due.provider
  RETURNING c.provider, c.changes, c.reason, due.state AS "from"`;

const STANDING = `
  SELECT c.state, c.openings, c.good_probes AS "goodProbes",
         extract(epoch FROM clock_timestamp() - c.closed_at)::float8 AS "closedSeconds"
    FROM email_circuits c WHERE c.provider = $1 FOR UPDATE`;

/** Failures are few and have an index; what was accepted is looked for in the minutes around them. */
const RECENT = `
  WITH since AS (
    SELECT changed_at AS at FROM email_circuits WHERE provider = $1
  ), failed AS (
    SELECT a.handed_at, a.finished_at FROM email_attempts a, since
     WHERE a.provider = $1 AND (a.state IN ('ambiguous', 'not_accepted') OR (a.state = 'transient' AND a.scope = 'provider'))
       AND a.state IN ('transient', 'not_accepted', 'ambiguous')
       AND a.code NOT IN ('NOT_CALLED', 'LEASE_EXPIRED') AND a.finished_at > since.at
     ORDER BY a.finished_at DESC LIMIT 200
  ), fifth AS (
    SELECT handed_at, finished_at FROM failed ORDER BY finished_at DESC OFFSET 4 LIMIT 1
  )
  SELECT (SELECT count(*)::int FROM failed WHERE finished_at > clock_timestamp() - interval '60 s') AS failures,
         (SELECT count(*)::int FROM (
            SELECT FROM email_attempts a, since
             WHERE a.provider = $1 AND a.state = 'accepted' AND a.handed_at > $2::timestamptz - interval '5 minutes'
               AND a.finished_at > greatest(since.at, clock_timestamp() - interval '60 s') LIMIT 400) a) AS accepted,
         CASE WHEN EXISTS (SELECT FROM fifth) AND NOT EXISTS (
           SELECT FROM email_attempts a, fifth
            WHERE a.provider = $1 AND a.state = 'accepted' AND a.handed_at >= fifth.handed_at - interval '5 minutes'
              AND a.finished_at >= fifth.finished_at) THEN 5 ELSE 0 END AS "inARow"`;

const OPEN = `
  UPDATE email_circuits SET state = 'open', reason = $2, response = $3, openings = $4, good_probes = 0,
         retry_at = clock_timestamp() + make_interval(secs => $5), opened_at = coalesce(opened_at, clock_timestamp()),
         probe_by = NULL, probe_until = NULL, changes = changes + 1, changed_at = clock_timestamp()
   WHERE provider = $1 RETURNING changes`;

const STAY = `
  UPDATE email_circuits SET state = 'half_open', good_probes = $2, probe_by = NULL, probe_until = NULL,
         retry_at = clock_timestamp() WHERE provider = $1`;

const CLOSE = `
  UPDATE email_circuits SET state = 'closed', reason = NULL, response = NULL, good_probes = 0, opened_at = NULL,
         retry_at = NULL, probe_by = NULL, probe_until = NULL, changes = changes + 1, changed_at = clock_timestamp(),
         closed_at = CASE WHEN $2::boolean THEN clock_timestamp() END, openings = CASE WHEN $2::boolean THEN openings ELSE 0 END
   WHERE provider = $1 RETURNING changes`;

interface Told {
  readonly changes: number;
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly reason: CircuitReason | null;
  readonly seconds: number | null;
}

/** Which providers are asked: one row each that all processes share, and nothing is remembered beside it. */
@Injectable()
export class Circuits {
  private readonly worker: string;

  constructor(
    private readonly providers: EmailProviders,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
  ) {
    this.worker = ids.uuid();
  }

  /** The ways out as they stand, the preferred one first. */
  ways(tx: Tx): Promise<Way[]> {
    return tx.rows<Way>(WAYS, [this.providers.ids], 'email.ways');
  }

  /**
   * Takes the one probe that a provider has at a time.
   * @param idleSeconds how long one must have been due
   * @returns those that are ours to probe
   */
  async probe(tx: Tx, providers: readonly ProviderId[], idleSeconds = 0): Promise<ProviderId[]> {
    if (providers.length === 0) return [];
    const rows = await tx.rows<
      Pick<Told, 'changes' | 'from' | 'reason'> & { readonly provider: ProviderId }
    >(PROBE, [providers, this.worker, PROBE_SECONDS, idleSeconds]);
    for (const { provider, from, ...row } of rows)
      if (from === 'open')
        await this.tell(tx, provider, { ...row, from, to: 'half_open', seconds: null });
    return rows.map(({ provider }) => provider);
  }

  /**
   * Those that nobody tried although they could: no mail was due. What a person has to put right costs no mail at all.
   * @returns those that are ours to ask whether they would take one
   */
  async probeWithoutMail(tx: Tx, idleSeconds: number): Promise<ProviderId[]> {
    const due = await tx.rows<{ provider: ProviderId; reason: CircuitReason | null }>(
      `SELECT provider, reason FROM email_circuits WHERE provider = ANY ($1::text[]) AND state <> 'closed'
          AND retry_at <= clock_timestamp()`,
      [this.providers.ids],
    );
    const ofAccount = due.flatMap(({ provider, reason }) => (reason === 'account' ? provider : []));
    const others = due.flatMap(({ provider, reason }) => (reason === 'account' ? [] : provider));
    return [...(await this.probe(tx, ofAccount)), ...(await this.probe(tx, others, idleSeconds))];
  }

  /** Looks at what calls say about their providers, in the transaction that writes them down; mostly nothing is to be done. */
  async judge(tx: Tx, calls: readonly Called[]): Promise<void> {
    // By name, so that two processes lock them in the same order.
    for (const provider of [...new Set(calls.map((one) => one.provider))].sort()) {
      const own = calls.filter((one) => one.provider === provider);
      const probe = own.find(({ isProbe }) => isProbe);
      const account = own.find(({ outcome }) => verdictOf(outcome) === 'account');
      const failure = own.find(({ outcome }) => verdictOf(outcome) === 'failed');
      if (probe) await this.settle(tx, provider, probe.outcome);
      else if (account) await this.refuse(tx, provider, account.outcome);
      else if (failure) await this.count(tx, provider, failure.outcome);
    }
  }

  /** What a probe said, that of a mail or the question whether it would take one. */
  async settle(tx: Tx, provider: ProviderId, outcome: Outcome): Promise<void> {
    const standing = await this.standing(tx, provider);
    // It opened again meanwhile, or a person closed it.
    if (standing.state !== 'half_open') return;
    const change = probed(standing, verdictOf(outcome), this.ids.fraction());
    if (change) await this.become(tx, provider, standing, change, outcome.response);
    else await tx.rows(STAY, [provider, standing.goodProbes]);
  }

  /** A person says that it works again: it is asked at once, and for everything. @returns null when it was closed */
  async closeByHand(tx: Tx, provider: ProviderId): Promise<Standing | null> {
    const [standing] = await tx.rows<Standing>(STANDING, [provider]);
    if (!standing || standing.state === 'closed') return null;
    await this.close(tx, provider, standing, false);
    return standing;
  }

  private async refuse(tx: Tx, provider: ProviderId, outcome: Outcome): Promise<void> {
    const standing = await this.standing(tx, provider);
    if (standing.state === 'open') return;
    const change = opened(standing, 'account', this.ids.fraction());
    await this.become(tx, provider, standing, change, outcome.response);
  }

  private async count(tx: Tx, provider: ProviderId, outcome: Outcome): Promise<void> {
    const standing = await this.standing(tx, provider);
    // What was called before it opened says nothing new.
    if (standing.state !== 'closed') return;
    const [recent] = await tx.rows<RecentCalls>(RECENT, [provider, this.clock.now()]);
    const reason = recent ? breaks(recent) : null;
    if (!reason) return;
    const change = opened(standing, reason, this.ids.fraction());
    await this.become(tx, provider, standing, change, outcome.response);
  }

  private async standing(tx: Tx, provider: ProviderId): Promise<Standing> {
    await tx.rows(
      // Begun in the past: what it is to count is written down in this very transaction.
      `INSERT INTO email_circuits (provider, changed_at) VALUES ($1, '-infinity') ON CONFLICT (provider) DO NOTHING`,
      [provider],
    );
    const [row] = await tx.rows<Standing>(STANDING, [provider]);
    if (!row) throw new Error(`The circuit of ${provider} is gone.`);
    return row;
  }

  private async become(
    tx: Tx,
    provider: ProviderId,
    standing: Standing,
    change: Change,
    response: string,
  ): Promise<void> {
    if (change.to === 'half_open') {
      await tx.rows(STAY, [provider, change.goodProbes]);
      return;
    }
    if (change.to === 'closed') {
      await this.close(tx, provider, standing, true);
      return;
    }
    const { reason, openings, seconds, to } = change;
    const values = [provider, reason, response, openings, seconds];
    const [row] = await tx.rows<{ changes: number }>(OPEN, values);
    const told = { changes: row?.changes ?? 0, from: standing.state, to, reason, seconds };
    await this.tell(tx, provider, told);
  }

  private async close(
    tx: Tx,
    provider: ProviderId,
    { state: from }: Standing,
    isByItself: boolean,
  ): Promise<void> {
    const [row] = await tx.rows<{ changes: number }>(CLOSE, [provider, isByItself]);
    const changes = row?.changes ?? 0;
    await this.tell(tx, provider, { changes, from, to: 'closed', reason: null, seconds: null });
  }

  private async tell(tx: Tx, provider: ProviderId, told: Told): Promise<void> {
    const now = this.clock.now();
    const { seconds, changes, ...rest } = told;
    await this.events.record(tx, EmailCircuitChanged, provider, {
      provider,
      change: changes,
      ...rest,
      retryAt: seconds === null ? null : new Date(now.getTime() + seconds * 1000).toISOString(),
      occurredAt: now.toISOString(),
    });
  }
}
