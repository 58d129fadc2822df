import { answer } from '../lib/child.mjs';
import { require } from '../lib/database.mjs';
import { microseconds } from '../lib/figures.mjs';

const { Pool } = require('pg');
const { run, makeWorkerUtils } = require('graphile-worker');
const Handlebars = require('handlebars');
const { createTransport } = require('nodemailer');

const frame = (
  body,
) => `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{{company}}</title></head>
<body style="margin:0;padding:0;background:#f4f2ee"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="font-family:Arial,sans-serif;font-size:16px;line-height:24px;color:#222222">
<tr><td style="padding:32px">${body}</td></tr><tr><td style="padding:16px 32px;font-size:12px;color:#666666">{{footer}}<br>
<a href="https://crm.example/u/{{id}}">Abmelden</a></td></tr></table></td></tr></table></body></html>`;
const paragraph = (text) => `<p style="margin:0 0 16px">${text}</p>`;
const subject = Handlebars.compile('Eine Probierbox für {{company}}', { noEscape: true });
const html = Handlebars.compile(
  frame(
    [
      'Guten Tag {{firstName}} {{lastName}},',
      'ob ein Produkt in Ihre Küche passt, entscheidet sich nicht im Katalog, sondern in der Pfanne. Darum möchte ich Ihnen für <strong>{{company}}</strong> eine Probierbox zusammenstellen: kostenlos und ohne Verpflichtung.',
      '<ul>{{#each products}}<li style="margin:0 0 4px">{{this}}</li>{{/each}}</ul>',
      'Sie sagen mir, wann Ihre Küche Zeit zum Probieren hat, und die gekühlte Box steht zum Wunschtermin bei Ihnen, mit Zubereitungskarten und Kalkulation je Portion.',
      'Das Angebot gilt bis zum {{until}}. Antworten Sie einfach auf diese Mail.',
      'Herzliche Grüße<br>{{owner}}',
    ]
      .map(paragraph)
      .join('\n'),
  ),
);
const text = Handlebars.compile(
  'Guten Tag {{firstName}} {{lastName}},\n\neine Probierbox für {{company}}:\n{{#each products}}- {{this}}\n{{/each}}\nGültig bis {{until}}.\n\n{{owner}}\n\n{{footer}}\nhttps://crm.example/u/{{id}}',
  { noEscape: true },
);

// The usual way: a job a follow-up, a look at the lead, a template, a pooled transport, a row and an event.
answer({
  async prepare({ superUrl, count, mark }) {
    const utils = await makeWorkerUtils({ connectionString: superUrl });
    await utils.migrate();
    const pool = new Pool({ connectionString: superUrl });
    await pool.query(`
      CREATE TABLE IF NOT EXISTS peer_leads (id uuid PRIMARY KEY, company text, city text, business_type text, first_name text,
        last_name text, email text, status text, consent boolean, answered_at timestamptz, suppressed boolean);
      CREATE TABLE IF NOT EXISTS peer_follow_ups (id uuid PRIMARY KEY, lead_id uuid REFERENCES peer_leads, step text, state text,
        due_at timestamptz, not_after timestamptz, sent_at timestamptz);
      CREATE TABLE IF NOT EXISTS peer_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text, lead_id uuid, data jsonb,
        at timestamptz DEFAULT now());`);
    await pool.query(
      `WITH lead AS (INSERT INTO peer_leads SELECT gen_random_uuid(), 'Hotel ' || i, 'Berlin', 'HOTEL', 'Eva', 'Brandt',
         $2 || i || '@hotel.example', 'REGISTERED', true, NULL, false FROM generate_series(1, $1::int) i RETURNING id)
       INSERT INTO peer_follow_ups SELECT gen_random_uuid(), id, 'T3', 'planned', now(), now() + interval '2 days', NULL FROM lead`,
      [count, mark],
    );
    await pool.query(
      `SELECT graphile_worker.add_jobs(array_agg(('follow-up', json_build_object('id', id), NULL, now(), NULL, NULL, NULL, NULL)::graphile_worker.job_spec))
         FROM peer_follow_ups WHERE state = 'planned'`,
    );
    await pool.end();
    await utils.release();
  },

  async work({ superUrl, smtpPort, count }) {
    const pool = new Pool({ connectionString: superUrl, max: 12 });
    pool.on('error', () => undefined);
    const transport = createTransport({
      host: '127.0.0.1',
      port: smtpPort,
      pool: true,
      maxConnections: 10,
      maxMessages: Infinity,
      ignoreTLS: true,
    });
    let done = 0;
    const finished = Promise.withResolvers?.() ?? deferred();
    const begin = microseconds();
    const runner = await run({
      pgPool: pool,
      concurrency: 10,
      noHandleSignals: true,
      logger: new (require('graphile-worker').Logger)(() => () => undefined),
      taskList: {
        'follow-up': async ({ id }, { withPgClient }) => {
          const { rows } = await withPgClient((client) =>
            client.query(
              `SELECT f.id, f.lead_id, l.* FROM peer_follow_ups f JOIN peer_leads l ON l.id = f.lead_id WHERE f.id = $1 AND f.state = 'planned'
                  AND f.not_after > now()`,
              [id],
            ),
          );
          const [lead] = rows;
          if (
            !lead ||
            lead.status !== 'REGISTERED' ||
            !lead.consent ||
            lead.suppressed ||
            lead.answered_at
          )
            return;
          const values = {
            id,
            company: lead.company,
            firstName: lead.first_name,
            lastName: lead.last_name,
            products: ['Basis-Sortiment', 'Frühstücks-Sortiment', 'Bankett-Paket'],
            until: '19.03.2026',
            owner: 'Anna Keller',
            footer:
              'Sie erhalten diese Nachricht, weil Sie uns Ihre Kontaktdaten für ein geschäftliches Angebot gegeben haben.',
          };
          await transport.sendMail({
            from: 'Relance <angebote@relance.example>',
            to: lead.email,
            subject: subject(values),
            html: html(values),
            text: text(values),
            headers: {
              'List-Unsubscribe': `<https://crm.example/u/${id}>`,
              'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            },
          });
          await withPgClient(async (client) => {
            await client.query('BEGIN');
            await client.query(
              `UPDATE peer_follow_ups SET state = 'sent', sent_at = now() WHERE id = $1`,
              [id],
            );
            await client.query(
              `INSERT INTO peer_events (type, lead_id, data) VALUES ('email.sent', $1, $2)`,
              [lead.lead_id, { followUpId: id, step: 'T3' }],
            );
            await client.query('COMMIT');
          });
          done += 1;
          if (done === count) finished.resolve();
        },
      },
    });
    await finished.promise;
    const seconds = (microseconds() - begin) / 1e6;
    await runner.stop();
    transport.close();
    await pool.end();
    return { seconds };
  },
});

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}
