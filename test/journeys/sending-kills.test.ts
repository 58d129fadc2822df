import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../src/core/ids';
import { idOfMid } from '../../src/email/mid.rules';
import { nextAllowed } from '../../src/core/calendar/working-hours.rules';
import { ADMIN, Visitor } from '../support/crm';
import { dueLeads } from '../support/due-leads';
import { type LiveServer, LiveSystem } from '../support/live-system';
import { SmtpSink } from '../support/smtp-sink';

/** In the long form `SENDING_LEADS=50000 SENDING_KILLS=200`. */
const LEADS = Number(process.env['SENDING_LEADS'] ?? 200);
/** T7 leaves one by one in business time, T3 all at once. */
const SECOND_STEPS = Math.ceil(LEADS / 4);
const KILLS = Number(process.env['SENDING_KILLS'] ?? 20);
const POSTGRES_KILLS = 3;
const ALL_KILLS = KILLS + POSTGRES_KILLS;
const CONCURRENCY = 1;
/** What one dead process may leave unknown: two chunks of five mails a connection. */
const MOST_UNKNOWN = 2 * 5 * CONCURRENCY;
/** Many times what it takes, so that one that stands still does not keep everybody for an hour. */
const MOST_MS = Math.max(1_200_000, LEADS * 72);
const DAY_MS = 86_400_000;
const BERLIN = { zone: 'Europe/Berlin', region: 'DE-BE' };
const ENV = {
  EMAIL_MODE: 'smtp',
  EMAIL_CONCURRENCY: String(CONCURRENCY),
  EMAIL_BATCH_SIZE: '50',
  EMAIL_LEASE_SECONDS: '2',
  EMAIL_RENDERERS: '1',
};

/** Kills what sends whenever the sink has taken some more mails: work decides, not the watch. */
class Killer {
  kills = 0;
  /** Servers that boot, and PostgreSQL while it recovers. */
  readonly healing = new Set<LiveServer | 'postgres'>();
  private next = 3;
  private readonly random = seededRandom(20);

  constructor(
    private readonly system: LiveSystem,
    private readonly sink: SmtpSink,
  ) {
    sink.taken = () => {
      if (sink.mails.length >= this.next && this.kills < ALL_KILLS) this.strike();
    };
  }

  /** In the middle of the dialogue: the mail is taken, and perhaps its sender never hears of it. */
  private strike(): void {
    const up = this.system.servers.filter((server) => !this.healing.has(server));
    const victim = up[this.kills % up.length];
    if (!victim || this.healing.has('postgres')) return;
    const hitsPostgres = (this.kills + 1) % Math.floor(ALL_KILLS / POSTGRES_KILLS) === 0;
    if (hitsPostgres && this.healing.size > 0) return; // a server that boots needs it
    this.kills += 1;
    const most = Math.max(3, Math.floor(LEADS / (2 * ALL_KILLS)));
    this.next = this.sink.mails.length + 1 + (this.random(2).readUInt16BE() % most);
    void this.heal(hitsPostgres ? 'postgres' : victim);
  }

  private async heal(victim: LiveServer | 'postgres'): Promise<void> {
    this.healing.add(victim);
    if (victim === 'postgres') await this.system.killPostgres();
    else await this.system.killServer(victim);
    this.healing.delete(victim);
  }
}

interface Row {
  readonly follow_up: string;
  readonly step: string;
  readonly state: string;
  readonly mails: number;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string;
  readonly to: string;
  readonly attempts: string[];
  readonly sent_events: number;
}

/** Each follow-up with its mail, its attempts and its facts. */
function rows(system: LiveSystem): Promise<Row[]> {
  return system.sql<Row>(
    `SELECT f.id AS follow_up, f.step, f.state, m.status, m.reason, m.id AS message, m.to_address AS "to",
            (SELECT count(*) FROM email_messages o WHERE o.about_id = f.id)::int AS mails,
            (SELECT array_agg(a.state ORDER BY a.claim_epoch) FROM email_attempts a WHERE a.message_id = m.id) AS attempts,
            (SELECT count(*) FROM event_log e WHERE e.type = 'crm.email.sent.v1' AND e.data->>'messageId' = m.id::text)::int AS sent_events
       FROM follow_ups f LEFT JOIN email_messages m ON m.id = f.message_id`,
  );
}

function isSent({ status, state, message, sent_events }: Row, there: Set<string | null>): boolean {
  return status === 'sent' && state === 'handed_over' && there.has(message) && sent_events === 1;
}

/** An attempt that nobody heard the end of; after a day it counts as failed, and a person decides. */
function isUnknown({ status, state, reason, attempts, sent_events }: Row): boolean {
  const isHeld = status === 'unknown' && state === 'unknown';
  const isGivenUp = status === 'failed' && reason === 'UNRESOLVED_UNKNOWN' && state === 'failed';
  return (isHeld || isGivenUp) && attempts.at(-1) === 'ambiguous' && sent_events === 0;
}

/** How often the sink has a mail, by its own Message-ID and by address and step. */
function sunk(sink: SmtpSink) {
  const byId = new Map<string, number>();
  const byStep = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const { raw, to } of sink.mails) {
    count(byId, /^Message-ID: *(?:\r\n *)?<([^>]+)>/m.exec(raw)?.[1] ?? raw);
    count(byStep, `${to[0] ?? ''} ${/^Feedback-ID: ([^:]+)/m.exec(raw)?.[1] ?? '?'}`);
  }
  return { byId, byStep };
}

describe('a server and a database that are killed in the middle of sending', () => {
  let system: LiveSystem;
  let sink: SmtpSink;
  let admins: Visitor[];
  let killer: Killer;

  beforeAll(async () => {
    sink = await SmtpSink.start();
    system = await LiveSystem.start({ env: { ...ENV, EMAIL_SMTP_URL: sink.url }, servers: 2 });
    admins = system.servers.map(({ url }) => new Visitor(url));
    for (const admin of admins) await admin.post('/v1/session', ADMIN);
    const [owner] = await system.sql<{ id: string }>('SELECT id FROM users');
    const dueAt = nextAllowed(new Date(Date.now() + 5 * DAY_MS), BERLIN);
    await dueLeads((text, values) => system.sql(text, values), {
      count: LEADS,
      ownerId: owner?.id ?? '',
      dueAt,
      nextCount: SECOND_STEPS,
      nextAt: new Date(dueAt.getTime() + 4 * DAY_MS),
    });
    killer = new Killer(system, sink);
    for (const step of ['T3', 'T7']) await work(step);
  }, MOST_MS);

  afterAll(async () => {
    await system.stop();
    await sink.stop();
  });

  /** Turns the clock until every follow-up of a step is settled, as often as somebody dies on the way. */
  async function work(step: string): Promise<void> {
    for (;;) {
      const [last] = await system
        .sql<{ at: Date | null; open: number }>(
          `SELECT max(due_at) FILTER (WHERE state = 'planned') AS at,
                  (count(*) FILTER (WHERE state IN ('planned', 'queued')))::int AS open FROM follow_ups WHERE step = $1`,
          [step],
        )
        .catch(() => [undefined]);
      if (last?.open === 0 && killer.healing.size === 0) return;
      const to = new Date((last?.at ?? new Date()).getTime() + 60_000);
      target = to > target ? to : target;
      // Whoever dies on the way is asked again when it is back, with its clock at the machine's time.
      const turned = { to: target.toISOString() };
      await Promise.allSettled(admins.map((admin) => admin.post('/v1/test-clock/advance', turned)));
      await pause(50);
    }
  }
  let target = new Date();

  it('dies as often as it should', () => {
    expect(killer.kills).toBe(ALL_KILLS);
  });

  it('sends nothing twice', () => {
    const { byId, byStep } = sunk(sink);

    expect(sink.mails.length).toBeGreaterThan(ALL_KILLS);
    expect([...byId].filter(([, count]) => count > 1)).toEqual([]);
    expect([...byStep].filter(([, count]) => count > 1)).toEqual([]);
  });

  it('loses nothing: each mail is at the sink once, or says that nobody knows', async () => {
    const there = new Set(
      sink.mails.map(({ raw }) => idOfMid(/^X-CRM-Mid: (\w+)\./m.exec(raw)?.[1] ?? '')),
    );
    const all = await rows(system);
    const wrong = all.filter((row) => row.mails !== 1 || !(isSent(row, there) || isUnknown(row)));
    const unknown = all.filter(isUnknown).length;

    expect(wrong).toEqual([]);
    expect(all).toHaveLength(LEADS + SECOND_STEPS);
    expect(unknown).toBeGreaterThan(0);
    expect(unknown).toBeLessThanOrEqual(ALL_KILLS * MOST_UNKNOWN);
    process.stdout.write(
      `${String(ALL_KILLS)} kills, ${String(all.length)} follow-ups: ${String(sink.mails.length)} mails at the sink, ${String(unknown)} unknown\n`,
    );
  });

  it('tells of every decision once', async () => {
    const events = await system.sql<{ n: number; distinct: number }>(
      `SELECT count(*)::int AS n, count(DISTINCT subject)::int AS distinct FROM event_log
        WHERE type = 'crm.lead.followup.processed.v1' AND data->>'outcome' = 'queued'`,
    );

    expect(events).toEqual([{ n: LEADS + SECOND_STEPS, distinct: LEADS + SECOND_STEPS }]);
  });
});
