import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Holidays from 'date-holidays';
import type { FollowUpSummary } from '../../src/follow-ups/queue/follow-ups.dto';
import type { ImportView } from '../../src/leads/imports/imports.dto';
import { ADMIN, PASSWORD, Visitor } from '../support/crm';
import { faultsOf, type Place } from '../support/calendar';
import type { Trace } from '../support/follow-ups';
import { LiveSystem } from '../support/live-system';
import { SmtpSink } from '../support/smtp-sink';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Both files, 900 records, in the long form: `STORY=whole`. */
const WHOLE = process.env['STORY'] === 'whole';
const FILES = ['leads-utf8.csv', ...(WHOLE ? ['leads-excel-de.csv'] : [])];
/** Of the places in the files; by hand, so that the product's table of postal codes is not its own witness. */
const STATES: Readonly<Record<string, string>> = {
  ...{ '28195': 'HB', '90402': 'BY', '79098': 'BW', '99084': 'TH', '10115': 'BE', '66111': 'SL' },
  ...{ '50667': 'NW', '20095': 'HH', '01067': 'SN', '70173': 'BW', '80331': 'BY' },
  ...{ '4051': 'BS', '8001': 'ZH', '3011': 'BE' },
};
const ZONES: Readonly<Record<string, string>> = {
  DE: 'Europe/Berlin',
  AT: 'Europe/Vienna',
  CH: 'Europe/Zurich',
};
const T3 = 'sample-box';
const T7 = 'bulk-order';
const GERMAN = /^\d{5}$/;

interface Lead {
  readonly id: string;
  readonly email: string | null;
  readonly country: string;
  readonly postal_code: string | null;
  readonly consents: boolean | null;
}

/** Some rows give a place that does not lie in their country; for these only national holidays count. */
function placeOf({ country, postal_code }: Lead): Place {
  const code = postal_code ?? '';
  const fits = country !== 'AT' && GERMAN.test(code) === (country === 'DE');
  const state = fits ? STATES[code] : undefined;
  return { country, zone: ZONES[country] ?? 'Europe/Berlin', ...(state && { state }) };
}

/** The Monday before a Thursday that is a holiday in some states only, in a year to come. */
function mondayBeforeCorpusChristi(): Date {
  const year = new Date().getFullYear() + 1;
  const found = new Holidays('DE', 'BY').getHolidays(year, 'de');
  const thursday = found.find(({ name }) => name === 'Fronleichnam')?.date.slice(0, 10);
  return new Date(Date.parse(`${thursday ?? ''}T08:00:00Z`) - 3 * DAY_MS);
}

describe('thirty days after the files of the users were imported', () => {
  const monday = mondayBeforeCorpusChristi();
  let system: LiveSystem;
  let sink: SmtpSink;
  let admin: Visitor;
  let leads: Lead[];
  let sentByDay = 0;
  const wanted = () => leads.filter(({ email, consents }) => email !== null && consents === true);

  /** Turns the clock as people do. */
  const turnTo = async (to: Date) => {
    const { status, body } = await admin.post('/v1/test-clock/advance', { to: to.toISOString() });
    if (status !== 200) throw new Error(`Not turned: ${JSON.stringify(body)}`);
  };
  /** A text that a busy machine did not render in time waits a minute by the clock of the database, which nobody turns. */
  const untilNothingWaits = async () => {
    const waiting = `SELECT 1 FROM email_messages WHERE status = 'queued' AND retry_at IS NOT NULL`;
    while ((await system.sql(waiting)).length > 0) await pause(1000);
  };
  const salesperson = async (): Promise<Visitor> => {
    const email = 'anna.keller@relance.example';
    const [name, role, territories] = ['Anna Keller', 'SALES', ['AT', 'CH', 'DE']];
    const made = await admin.post('/v1/users', {
      ...{ email, name, role, territories },
      password: PASSWORD,
    });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const anna = new Visitor(system.url);
    await anna.post('/v1/session', { email, password: PASSWORD });
    return anna;
  };
  const importFile = async (who: Visitor, name: string, at: Date) => {
    const response = await fetch(`${system.url}/v1/lead-imports?fileName=${name}`, {
      method: 'POST',
      headers: {
        cookie: who.cookieHeader,
        'x-relance-client': 'web',
        'content-type': 'text/csv',
      },
      body: new Uint8Array(readFileSync(join(__dirname, '../fixtures', name))),
    });
    const { id } = (await response.json()) as ImportView;
    await turnTo(at);
    await who.post(`/v1/lead-imports/${id}/execution`);
    await turnTo(new Date(at.getTime() + 5 * 60_000));
    const { body } = await who.get<ImportView>(`/v1/lead-imports/${id}`);
    if (body.state !== 'DONE') throw new Error(`The import is ${body.state}.`);
  };

  beforeAll(async () => {
    sink = await SmtpSink.start();
    const env = { EMAIL_MODE: 'smtp', EMAIL_SMTP_URL: sink.url };
    system = await LiveSystem.start({ env });
    admin = new Visitor(system.url);
    await admin.post('/v1/session', ADMIN);
    const anna = await salesperson();
    await turnTo(monday);
    for (const [nr, name] of FILES.entries())
      await importFile(anna, name, new Date(monday.getTime() + (nr + 1) * 20 * 60_000));
    leads = await system.sql<Lead>(
      `SELECT l.id, c.email, l.country, l.postal_code,
              (SELECT k.state = 'given' FROM lead_consents k WHERE k.lead_id = l.id AND k.channel = 'email') AS consents
         FROM leads l JOIN lead_contacts c ON c.lead_id = l.id`,
    );
    for (let day = 0; day < 30; day++) {
      await turnTo(new Date(monday.getTime() + day * DAY_MS + 12 * HOUR_MS));
      await untilNothingWaits();
      const { body } = await admin.get<FollowUpSummary>('/v1/follow-ups/summary');
      sentByDay += body.sentToday;
    }
  }, 1_200_000);

  afterAll(async () => {
    await system.stop();
    await sink.stop();
  });

  const mailsTo = (email: string) =>
    sink.to(email).map(({ raw }) => ({
      template: /^Feedback-ID: ([^:]+)/m.exec(raw)?.[1],
      at: new Date(/^Date: (.*)$/m.exec(raw)?.[1] ?? ''),
    }));

  it('every consenting lead with an address has one T3 and one T7, four days apart', () => {
    const wrong = wanted().filter(({ email }) => {
      const [t3, t7, ...further] = mailsTo(email ?? '');
      if (t3?.template !== T3 || t7?.template !== T7 || further.length > 0) return true;
      return t7.at.getTime() - t3.at.getTime() < 96 * HOUR_MS;
    });

    expect(wrong).toEqual([]);
    expect(wanted().length).toBeGreaterThan(WHOLE ? 300 : 100);
    expect(sink.mails).toHaveLength(2 * wanted().length);
  });

  it('each mail left within the window of its lead, on no holiday of its state', () => {
    const found = wanted().flatMap((lead) =>
      mailsTo(lead.email ?? '').flatMap(({ at }) => faultsOf(at, placeOf(lead))),
    );
    const holiday = new Date(monday.getTime() + 3 * DAY_MS).toISOString().slice(0, 10);
    const onIt = wanted().filter(({ email }) =>
      mailsTo(email ?? '').some(({ at }) => at.toISOString().startsWith(holiday)),
    );

    expect(found).toEqual([]);
    // Some states work on that Thursday and some do not: neither all nor none.
    expect(onIt.length).toBeGreaterThan(0);
    expect(onIt.length).toBeLessThan(wanted().length);
  });

  it('every other lead has a trace that says why not, for each of its steps', async () => {
    const others = leads.filter((lead) => !wanted().includes(lead));
    const silent: string[] = [];
    for (const { id, email } of others) {
      const { body } = await admin.get<Trace>(`/v1/leads/${id}/follow-up-trace`);
      const reason = email === null ? 'NO_CHANNEL' : 'NO_CONSENT';
      const told = body.followUps.filter(({ state, sentence, decisions }) => {
        const last = decisions.at(-1);
        return state === 'skipped' && sentence !== '' && last?.reason === reason;
      });
      if (told.length !== 2) silent.push(id);
    }

    expect(others.length).toBeGreaterThan(50);
    expect(silent).toEqual([]);
  });

  it('the sink, the rows, the log, the metrics and the numbers above the queue agree', async () => {
    const [rows] = await system.sql<Record<string, number>>(
      `SELECT (SELECT count(*) FROM follow_ups WHERE state = 'handed_over')::int AS handed,
              (SELECT count(*) FROM follow_ups WHERE state IN ('planned', 'queued'))::int AS open,
              (SELECT count(*) FROM email_messages WHERE status = 'sent')::int AS mails,
              (SELECT count(*) FROM event_log WHERE type = 'crm.email.sent.v1')::int AS told,
              (SELECT count(*) FROM event_log WHERE type = 'crm.lead.followup.processed.v1' AND data->>'outcome' = 'queued')::int AS decided`,
    );
    const page = await (await fetch(`${system.url}/metrics`)).text();
    const queued = [...page.matchAll(/^followup_processed_total\{.*outcome="queued".*\} (\d+)$/gm)];
    const { body } = await admin.get<FollowUpSummary>('/v1/follow-ups/summary');
    const sunk = sink.mails.length;

    expect(rows).toEqual({ handed: sunk, open: 0, mails: sunk, told: sunk, decided: sunk });
    expect(queued.reduce((sum, match) => sum + Number(match[1]), 0)).toBe(sunk);
    expect(sentByDay).toBe(sunk);
    expect(body).toMatchObject({ pendingT3: 0, pendingT7: 0, overdue: 0 });
    expect(page).toMatch(/^followup_pending\{step="T7"\} 0$/m);
  });
});
