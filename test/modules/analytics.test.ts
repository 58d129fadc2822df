import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../src/core/ids';
import { Database, systemDbScope } from '../../src/core/database';
import { xlsxRows } from '../../src/core/xlsx-reader';
import { FactsConsumer } from '../../src/analytics/facts/facts.consumer';
import type { Fact } from '../../src/events/event-log';
import { fromRow, LOG_COLUMNS, type LogRow } from '../../src/events/recorded-event';
import { Replay } from '../../src/events/replay';
import { type AnalyticsWorld, analyticsWorld, facts, idOf } from '../support/analytics';
import type { Visitor } from '../support/crm';
import type { ProblemBody } from '../support/leads-world';

type Stage =
  | 'eligible'
  | 'sent'
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'answered'
  | 'positive'
  | 'converted'
  | 'ordered';
type Figures = Record<Exclude<Stage, 'opened' | 'clicked'>, number> &
  Record<'opened' | 'clicked', number | null> & {
    young: number;
    rates: Record<string, { count: number; of: number; rate: number | null }>;
  };
interface Performance {
  asOfSequence: string;
  total: Figures;
  groups: (Figures & { key: string | null; label: string | null })[];
}
interface List {
  asOfSequence: string;
  total: number;
  nextCursor: string | null;
  items: { followUpId: string; leadId: string; credit: number; ownerName: string | null }[];
}

const STAGES: Stage[] = [
  'eligible',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'answered',
  'positive',
  'converted',
  'ordered',
];
const OPENED = 'crm.email.opened.v1';
const CLICKED = 'crm.email.clicked.v1';
const DAY_MS = 86_400_000;
const LEADS = 40;
const FIRST_DAY = Date.parse('2026-03-02T09:00:00.000Z');
const VERSIONS = [idOf('thing', 501), idOf('thing', 502)];

/** How many rows a workbook has. */
async function sheetRows(workbook: Buffer): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'analytics-'));
  try {
    const path = join(folder, 'list.xlsx');
    writeFileSync(path, workbook);
    let rows = 0;
    const limits = { partBytes: 1 << 22, sharedTextBytes: 1 << 20, rowCharacters: 10_000 };
    for await (const some of xlsxRows(path, limits)) rows += some.length;
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('analytics', () => {
  let world: AnalyticsWorld;

  beforeAll(async () => {
    world = await analyticsWorld();
  });
  afterAll(() => world.stop());

  const get = async <T>(path: string, who: Visitor = world.crm.admin): Promise<T> => {
    const { status, body } = await who.get<T>(`/v1/analytics/${path}`);
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  };

  /** What can happen to leads within a quarter: everything is told, in some order, in the end. */
  function randomStory(seed: number): Fact[] {
    const bytes = seededRandom(seed);
    const random = () => bytes(4).readUInt32BE() / 2 ** 32;
    const whole = (most: number) => Math.floor(random() * most);
    // Of its own, so that what is told of tracking changes nothing else.
    const chance = seededRandom(seed + 1000);
    const oneOf = (most: number) => (chance(1)[0] ?? 0) % most === 0;
    const story: Fact[] = [];
    for (let nr = 0; nr < LEADS; nr++) {
      const start = FIRST_DAY + whole(80) * DAY_MS + whole(8) * 3_600_000;
      const later = (most: number) => new Date(start + random() * most * DAY_MS).toISOString();
      const about = {
        ...world.ownerOf(nr),
        businessType: whole(2) ? 'HOTEL' : 'CANTEEN',
        templateVersionId: VERSIONS[whole(2)] ?? null,
        territory: 'DE',
      };
      for (let step = 0; step < 1 + whole(3); step++) {
        const id = nr * 10 + step;
        const due = new Date(start + step * 4 * DAY_MS).toISOString();
        const over = { ...about, step: step === 0 ? 'T3' : 'T7' };
        if (whole(4) === 0)
          story.push(
            facts.processed(nr, id, {
              ...over,
              outcome: 'deferred',
              reason: 'OUTSIDE_WINDOW',
              nextAt: due,
              templateVersionId: null,
              processedAt: new Date(Date.parse(due) - DAY_MS).toISOString(),
            }),
          );
        const skipped = whole(5) === 0;
        story.push(
          facts.processed(nr, id, {
            ...over,
            decision: 2,
            processedAt: due,
            ...(skipped && { outcome: 'skipped', reason: nr % 3 ? 'SUPPRESSED' : 'HOLD_OUT' }),
          }),
        );
        if (skipped) continue;
        // Some consented to being counted, a few of them to openings as well.
        const measured = [...(oneOf(2) ? ['clicked'] : []), ...(oneOf(3) ? ['opened'] : [])];
        story.push(facts.sent(nr, id, new Date(Date.parse(due) + 60_000).toISOString(), measured));
        for (const [at, fact] of measured.entries())
          for (const machine of oneOf(2) ? [null, 'BURST'] : ['TOO_SOON']) {
            const fetchedAt = new Date(Date.parse(due) + (at + 2) * 3_600_000).toISOString();
            story.push(facts.fetched(fact, nr, id, fetchedAt, machine));
          }
        if (whole(2))
          story.push(facts.delivered(nr, id, new Date(Date.parse(due) + 90_000).toISOString()));
      }
      for (let answer = 0; answer < whole(3); answer++) {
        const id = 1000 + nr * 10 + answer;
        const word = {
          receivedAt: later(50),
          followUpId: whole(2) ? idOf('touch', nr * 10) : null,
        };
        story.push(facts.answered(nr, id, { ...word, class: whole(2) ? 'POSITIVE' : 'NEUTRAL' }));
        if (whole(3) === 0)
          story.push(facts.answered(nr, id, { ...word, version: 2, class: 'NEGATIVE' }));
      }
      if (whole(2) === 0) continue;
      const won = later(60);
      // Now and then two leads are of one customer.
      const customer = nr % 5 === 0 ? 0 : nr;
      story.push(facts.converted(nr, won, 1, customer));
      if (whole(4) === 0) {
        story.push(facts.undone(nr, won, later(70), 1, customer));
        if (whole(2)) story.push(facts.converted(nr, later(60), 2, customer));
      }
      for (let order = 0; order < whole(3); order++)
        story.push(
          facts.ordered(
            customer,
            5000 + nr * 10 + order,
            later(90),
            1000 + whole(9999),
            whole(3) ? 'EUR' : 'CHF',
          ),
        );
    }
    return story
      .map((fact) => ({ fact, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ fact }) => fact);
  }

  /** The handler once more with what it has had, as after a crash between effect and cursor. */
  async function tellAgain(): Promise<void> {
    const rows = await world.crm.sql<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_log l WHERE source <> '/relance/identity' ORDER BY random() LIMIT 60`,
    );
    await world.crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) =>
        world.crm.app.get(FactsConsumer).learn(tx, rows.map(fromRow)),
      );
  }

  describe.each([11, 12])('after the random facts of seed %i', (seed) => {
    const people = (): [string, Visitor][] => [
      ['admin', world.crm.admin],
      ['auditor', world.auditor],
      ['manager', world.maria],
      ['anna', world.anna],
      ['frieda', world.frieda],
    ];
    const span = 'from=2026-02-20&to=2026-06-10';
    let sequence: string;

    beforeAll(async () => {
      await world.crm.sql('TRUNCATE event_log, event_keys');
      await world.crm.sql(
        `TRUNCATE analytics_touches, analytics_responses, analytics_conversions, analytics_orders, analytics_samples,
           analytics_follow_ups, analytics_leads, analytics_revenues, analytics_daily`,
      );
      const story = randomStory(seed);
      for (let at = 0; at < story.length; at += 37) {
        await world.record(story.slice(at, at + 37));
        await world.crm.drain();
        if (at % 74 === 0) await tellAgain();
      }
      sequence = (await get<Performance>(`performance?${span}`)).asOfSequence;
    });

    it('shows the same in number, list and file, to everybody theirs', async () => {
      for (const [name, who] of people())
        for (const more of [
          '',
          '&window=45',
          '&attribution=linear&step=T7',
          '&businessType=HOTEL&window=7',
        ]) {
          const { total, asOfSequence } = await get<Performance>(`performance?${span}${more}`, who);
          expect(asOfSequence).toBe(sequence);
          for (const stage of STAGES) {
            const query = `follow-ups?${span}${more}&stage=${stage}&limit=200`;
            const list = await get<List>(query, who);
            const counted = list.items.reduce((sum, { credit }) => sum + credit, 0);
            expect([name, more, stage, counted]).toEqual([
              name,
              more,
              stage,
              expect.closeTo(total[stage] ?? 0, 3),
            ]);
            expect([name, stage, list.total]).toEqual([name, stage, list.items.length]);
          }
        }
    });

    it('counts leads as the list of leads has them, within every step', async () => {
      for (const [name, who] of people())
        for (const more of ['', '&step=T7', '&window=45&owner=me', '&groupBy=step']) {
          const funnel = await get<{
            stages: { stage: Stage; leads: number | null }[];
            young: number;
          }>(`funnel?${span}${more}`, who);
          for (const { stage, leads } of funnel.stages) {
            if (leads === null) continue;
            const list = await get<List>(
              `leads?${span}${more.replace('&groupBy=step', '')}&age=mature&stage=${stage}`,
              who,
            );
            expect([name, more, stage, list.total]).toEqual([name, more, stage, leads]);
          }
          const young = await get<List>(
            `leads?${span}${more.replace('&groupBy=step', '')}&age=young&stage=sent`,
            who,
          );
          expect(young.total).toBe(funnel.young);
        }
    });

    it.each(['week', 'owner', 'templateVersion', 'businessType', 'step', 'variant', 'month'])(
      'adds up over the groups by %s, each with its list',
      async (groupBy) => {
        const whole = await get<Performance>(`performance?${span}&groupBy=${groupBy}`);
        for (const stage of STAGES)
          expect(whole.groups.reduce((sum, group) => sum + (group[stage] ?? 0), 0)).toBeCloseTo(
            whole.total[stage] ?? 0,
            3,
          );
        for (const { key, converted } of whole.groups) {
          const list = await get<List>(
            `follow-ups?${span}&stage=converted&groupBy=${groupBy}&key=${key ?? ''}`,
          );
          expect(list.total).toBe(converted);
        }
      },
    );

    it('says what a recount of the facts says', async () => {
      const [recount] = await world.crm.sql<{ sent: number; won: number }>(
        `SELECT count(DISTINCT data #>> '{about,id}') FILTER (WHERE type = 'crm.email.sent.v1')::int AS sent,
                (SELECT count(*)::int FROM (
                   SELECT DISTINCT ON (c.data ->> 'leadId') (c.data ->> 'convertedAt')::timestamptz AS at,
                          (SELECT max((s.data ->> 'occurredAt')::timestamptz) FROM event_log s
                            WHERE s.type = 'crm.email.sent.v1' AND s.data ->> 'leadId' = c.data ->> 'leadId'
                              AND (s.data ->> 'occurredAt')::timestamptz <= (c.data ->> 'convertedAt')::timestamptz) AS touched
                     FROM event_log c WHERE c.type = 'crm.lead.converted.v1' AND NOT EXISTS (
                       SELECT FROM event_log u WHERE u.type = 'crm.conversion.undone.v1'
                          AND u.data ->> 'leadId' = c.data ->> 'leadId' AND u.data ->> 'number' = c.data ->> 'number')
                    ORDER BY c.data ->> 'leadId', (c.data ->> 'number')::int DESC) won
                  WHERE at < touched + interval '30 days') AS won
           FROM event_log`,
      );
      const { total } = await get<Performance>(`performance?${span}`);
      expect(recount?.won).toBeGreaterThan(4);
      expect(total.sent).toBe(recount?.sent);
      expect(total.converted).toBe(recount?.won);
      for (const attribution of ['first', 'linear']) {
        const other = await get<Performance>(`performance?${span}&attribution=${attribution}`);
        expect(other.total.converted).toBeCloseTo(recount?.won ?? NaN, 5);
      }
    });

    it('says of opens and clicks what the log says of persons, of those who consented', async () => {
      const count = async (fact: string, column: string) => {
        const [row] = await world.crm.sql<{ measured: number; people: number }>(
          `SELECT count(DISTINCT s.data #>> '{about,id}')::int AS measured,
                  count(DISTINCT f.data #>> '{about,id}')::int AS people
             FROM event_log s LEFT JOIN event_log f ON f.data #>> '{about,id}' = s.data #>> '{about,id}'
              AND f.type = ANY ($2) AND f.data ->> 'machine' IS NULL
            WHERE s.type = 'crm.email.sent.v1' AND s.data -> 'measured' ? $1`,
          [fact, column === 'opened' ? [OPENED, CLICKED] : [CLICKED]],
        );
        return row;
      };

      const { total } = await get<Performance>(`performance?${span}`);
      const [opens, clicks] = [await count('opened', 'opened'), await count('clicked', 'clicked')];

      expect(clicks?.people).toBeGreaterThan(5);
      expect(clicks?.measured).toBeGreaterThan(clicks?.people ?? 0);
      expect(total.opened).toBe(opens?.people);
      expect(total.clicked).toBe(clicks?.people);
      expect(total.rates['clicked']?.of).toBeLessThanOrEqual(clicks?.measured ?? 0);
      const funnel = await get<{
        stages: { stage: Stage; leads: number; measured: number | null; ofPrevious: number }[];
      }>(`funnel?${span}`);
      const of = (name: Stage) => funnel.stages.find(({ stage }) => stage === name);
      expect(of('clicked')?.measured).toBeGreaterThan(of('clicked')?.leads ?? NaN);
      expect(of('clicked')?.ofPrevious).toBe(
        (of('clicked')?.leads ?? NaN) / (of('clicked')?.measured ?? NaN),
      );
      expect(of('answered')?.measured).toBeNull();
      expect(of('answered')?.ofPrevious).toBe(
        (of('answered')?.leads ?? NaN) / (of('delivered')?.leads ?? NaN),
      );
    });

    it('gives the cockpit the rate of its funnel', async () => {
      for (const [, who] of people()) {
        const { body } = await who.get<{ conversionRate: number | null }>(
          '/api/dashboard/followup-metrics',
        );
        const { stages } = await get<{ stages: { stage: Stage; leads: number }[] }>(
          'funnel?from=2026-02-01&to=2026-06-01',
          who,
        );
        const of = (name: Stage) => stages.find(({ stage }) => stage === name)?.leads ?? NaN;
        expect(of('converted')).toBeGreaterThan(0);
        expect(body.conversionRate).toBe(of('converted') / of('sent'));
      }
    });

    it('tells a manager the sums of the market, but nobody of another team', async () => {
      const market = `${span}&scope=territory`;
      const whole = await get<Performance>(`performance?${span}`);
      const shown = await get<Performance & { hasList: boolean }>(
        `performance?${market}&groupBy=templateVersion`,
        world.maria,
      );
      expect(shown).toMatchObject({ hasList: false, total: whole.total });
      for (const path of [
        `performance?${market}&groupBy=owner`,
        `performance?${market}&groupBy=team`,
        `performance?${market}&owner=${world.frieda.id}`,
        `performance?${market}&window=45`,
        `performance?${market}&groupBy=variant&businessType=HOTEL`,
        `follow-ups?${market}`,
        `roi?${market}`,
      ])
        expect((await world.maria.get(`/v1/analytics/${path}`)).status).toBe(400);
      // Whoever knows their own sums could take those of one other team out of the whole.
      const days = await world.crm.sql<{ day: string; others: number }>(
        `SELECT cohort_on::text AS day, count(DISTINCT team_id) FILTER (WHERE team_id <> $1)::int AS others
           FROM analytics_daily WHERE unit = 'follow-up' AND grain = 'team' GROUP BY 1 ORDER BY 1`,
        [world.south],
      );
      const answered = async (others: number, more = '') => {
        const day = days.find((one) => one.others === others)?.day ?? '';
        const path = `performance?from=${day}&to=${day}&scope=territory${more}`;
        return (await world.maria.get(`/v1/analytics/${path}`)).status;
      };
      expect([await answered(1), await answered(1, '&groupBy=channel')]).toEqual([409, 409]);
      expect(await answered(0)).toBe(200);
      for (const report of ['templates', 'roi', 'uplift'])
        expect((await world.anna.get(`/v1/analytics/${report}?${span}`)).status).toBe(403);
    });

    it('counts the return from the orders of credited conversions', async () => {
      const put = await world.crm.admin.set('analytics.costs', {
        value: [
          {
            validFrom: '2026-01-01',
            currency: 'EUR',
            sends: { email: 1 },
            sampleBoxCents: 0,
            minutesPerAnswer: 6,
            centsPerHour: 3000,
            fixedCentsPerMonth: 0,
            marginPercent: 50,
          },
        ],
      });
      expect(put.status).toBe(200);
      interface Roi {
        sends: number;
        handled: number;
        currencies: {
          currency: string;
          revenueCents: number;
          roi: number | null;
          cost: { totalCents: number };
        }[];
      }
      const [last, linear] = await Promise.all(
        ['last', 'linear'].map((how) => get<Roi>(`roi?${span}&window=90&attribution=${how}`)),
      );
      const euros = last?.currencies.find(({ currency }) => currency === 'EUR');
      const cost = (last?.sends ?? NaN) + (last?.handled ?? NaN) * 300;
      expect(euros?.cost.totalCents).toBe(cost);
      expect(euros?.roi).toBeCloseTo(((euros?.revenueCents ?? NaN) / 2 - cost) / cost, 6);
      expect(last?.currencies.map(({ revenueCents }) => revenueCents)).toEqual(
        linear?.currencies.map(({ revenueCents }) => revenueCents),
      );
      expect(last?.currencies.find(({ currency }) => currency === 'CHF')).toMatchObject({
        roi: null,
      });
    });

    it('exports as many lines as the list has', async () => {
      const file = async (format: string) => {
        const path = `/v1/analytics/follow-ups/export?${span}&stage=answered&format=${format}`;
        const answer = await fetch(`${world.crm.url}${path}`, {
          headers: { cookie: world.maria.cookieHeader },
        });
        expect(answer.status).toBe(200);
        return Buffer.from(await answer.arrayBuffer());
      };
      const list = await get<List>(`follow-ups?${span}&stage=answered`, world.maria);
      const lines = async (format: string) =>
        String(await file(format))
          .trim()
          .split('\n');

      expect(await lines('jsonl')).toHaveLength(list.total);
      expect(await lines('csv')).toHaveLength(list.total + 1);
      expect(await sheetRows(await file('xlsx'))).toBe(list.total + 1);
    });

    it('stands row by row as it is rebuilt from the log', async () => {
      const differences = await world.crm.app.get(Replay).verify('analytics.follow-ups');
      expect(differences).toHaveLength(10);
      expect(differences.filter((d) => d.onlyLive + d.onlyRebuilt > 0)).toEqual([]);
    });
  });

  it.each<[string, string]>([
    ['performance?from=2026-03-02&to=2026-03-01', '#/to'],
    ['performance?from=2020-03-02&to=2026-03-01', '#/from'],
    ['performance?window=5', '#/window'],
    ['performance?scope=team', '#/scope'],
    ['performance?tz=Mars/Base', '#/tz'],
    ['performance?groupBy=colour', '#/groupBy'],
    ['funnel?step=T3,T7', '#/step'],
    ['templates?measure=converted&attribution=linear', '#/attribution'],
    ['follow-ups?cursor=x', '#/cursor'],
    ['follow-ups?stage=unread', '#/stage'],
  ])('refuses %s', async (path, pointer) => {
    const { status, body } = await world.crm.admin.get<ProblemBody>(`/v1/analytics/${path}`);
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});
