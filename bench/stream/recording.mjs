import { median, table } from '../lib/figures.mjs';

/** What an event costs a business transaction: the same work with it (A) and without (L), in turn. */
export async function recording({ sql, writer, leads, full }) {
  await sql(`
    CREATE TABLE bench_leads (id uuid PRIMARY KEY, version int NOT NULL DEFAULT 1, status text, changed_at timestamptz);
    CREATE TABLE bench_activities (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lead_id uuid NOT NULL, kind text, note text);
    CREATE INDEX bench_activities_lead_id_idx ON bench_activities (lead_id);
    GRANT SELECT, INSERT, UPDATE ON bench_leads, bench_activities TO relance_system;
    INSERT INTO bench_leads (id, status) SELECT subject_id, 'ACTIVE' FROM access_subjects`);
  const seconds = full ? 5 : 1.5;
  const rows = [
    ['writers', 'L without, tps', 'A with event, tps', 'A ÷ L, each pair', 'median cost'],
  ];
  let firstVersion = 100_000_000;
  for (const writers of full ? [4, 16] : [16]) {
    const run = async (withEvent) => {
      const result = await writer.ask('transact', {
        leads,
        writers,
        seconds,
        withEvent,
        firstVersion,
      });
      firstVersion += 10_000_000;
      return result;
    };
    await run(true);
    const pairs = [];
    for (let i = 0; i < (full ? 5 : 3); i++) {
      const withEvent = await run(true);
      const without = await run(false);
      pairs.push([withEvent.perSecond, without.perSecond]);
    }
    const ratios = pairs.map(([a, l]) => a / l);
    rows.push([
      String(writers),
      String(Math.round(median(pairs.map(([, l]) => l)))),
      String(Math.round(median(pairs.map(([a]) => a)))),
      ratios.map((r) => r.toFixed(2)).join(' '),
      `${((1 - median(ratios)) * 100).toFixed(0)} % (target ≤ 10 %)`,
    ]);
  }
  process.stdout.write(
    '\ncost of recording an event in a business transaction (update + insert)\n',
  );
  table(rows);
}
