import { table } from './figures.mjs';

/** What the dearest statements cost since they were last reset, for each of `count` items. */
export async function costOfStatements({ sql }, count) {
  const rows = await sql(
    `SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 90) AS text, calls::int, total_exec_time AS ms, wal_bytes::float8 AS wal
       FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
      ORDER BY total_exec_time DESC LIMIT 40`,
  );
  const sum = rows.reduce((total, { ms }) => total + ms, 0);
  table([
    ['ms/1,000', 'WAL bytes/item', 'calls', 'statement'],
    [((sum / count) * 1000).toFixed(0), '', '', 'all of these'],
    ...rows.map(({ text, calls, ms, wal }) => [
      ((ms / count) * 1000).toFixed(1),
      (wal / count).toFixed(0),
      String(calls),
      text,
    ]),
  ]);
}
