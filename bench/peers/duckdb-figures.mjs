import { DuckDBInstance } from '@duckdb/node-api';
import { answer } from '../lib/child.mjs';
import { require } from '../lib/database.mjs';
import { microseconds } from '../lib/figures.mjs';

const { Client } = require('pg');
let duck;

// The same facts in the columns of DuckDB, in memory and in its own process: no network, no rights, nobody else.
answer({
  async start({ superUrl }) {
    const instance = await DuckDBInstance.create(':memory:');
    duck = await instance.connect();
    await duck.run(
      `CREATE TABLE facts (type VARCHAR, lead VARCHAR, happened TIMESTAMP, touch VARCHAR, step VARCHAR)`,
    );
    const client = new Client({ connectionString: superUrl });
    await client.connect();
    const { rows } = await client.query(
      `SELECT type, lead::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at, touch::text, step FROM bench_facts`,
    );
    await client.end();
    const appender = await duck.createAppender('facts');
    for (const row of rows) {
      appender.appendVarchar(row.type);
      appender.appendVarchar(row.lead);
      appender.appendVarchar(row.at);
      for (const value of [row.touch, row.step])
        if (value === null) appender.appendNull();
        else appender.appendVarchar(value);
      appender.endRow();
    }
    appender.closeSync();
  },

  async time({ from, to, rounds }) {
    const times = [];
    let sent = 0;
    for (let round = 0; round < rounds; round++) {
      const begin = microseconds();
      const result = await duck.runAndReadAll(
        `WITH touches AS (
           SELECT p.touch, p.step, p.lead, s.happened FROM facts p
             JOIN facts s ON s.touch = p.touch AND s.type = 'crm.email.sent.v1'
            WHERE p.type = 'crm.lead.followup.processed.v1' AND s.happened >= '${from}' AND s.happened < '${to}')
         SELECT date_trunc('week', t.happened) AS week, t.step, count(DISTINCT t.touch) AS sent,
                count(DISTINCT d.touch) AS delivered, count(DISTINCT r.lead) AS answered
           FROM touches t LEFT JOIN facts d ON d.touch = t.touch AND d.type = 'crm.email.delivered.v1'
           LEFT JOIN facts r ON r.lead = t.lead AND r.type = 'crm.response.classified.v1'
                AND r.happened >= t.happened AND r.happened < t.happened + INTERVAL 30 DAY
          GROUP BY 1, 2`,
      );
      times.push((microseconds() - begin) / 1000);
      sent = result.getRows().reduce((sum, row) => sum + Number(row[2]), 0);
    }
    return { times, sent };
  },
});
