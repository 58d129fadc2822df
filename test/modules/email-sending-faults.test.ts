import { testDatabase, type TestDatabase } from '../support/database';
import { type MailGround, startMail } from '../support/mail';
import { SmtpSink } from '../support/smtp-sink';

const BATCH = 20;

/** From now on PostgreSQL refuses a change of a mail; a database that goes away looks the same from here. */
const refusing = (condition: string) => `
  CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF ${condition} THEN RAISE EXCEPTION 'refused by the test'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER test_refuse BEFORE UPDATE ON email_messages FOR EACH ROW EXECUTE FUNCTION test_refuse();`;
const NO_LONGER = 'DROP TRIGGER test_refuse ON email_messages; DROP FUNCTION test_refuse';

describe('sending, when the database fails in the middle', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let ground: MailGround;

  beforeEach(async () => {
    database = await testDatabase();
    sink = await SmtpSink.start();
    ground = await startMail(database, {
      smtpUrl: sink.url,
      env: { EMAIL_BATCH_SIZE: String(BATCH), EMAIL_CONCURRENCY: '1' },
    });
  });

  afterEach(async () => {
    await ground.app.close();
    await sink.stop();
    await database.drop();
  });

  const enqueue = (count: number) =>
    ground.enqueue(...Array.from({ length: count }, (_, nr) => ground.mail(nr)));
  const sentOnce = () => new Set(sink.mails.map(({ to }) => to[0])).size === sink.mails.length;

  it('goes on after a claim ahead that failed', async () => {
    await enqueue(2 * BATCH);
    await ground.sql(
      refusing(
        `NEW.status = 'claimed'
         AND (SELECT count(*) FROM email_messages WHERE status <> 'queued') >= ${String(BATCH)}`,
      ),
    );
    await expect(ground.drain()).rejects.toThrow('refused by the test');
    await ground.sql(NO_LONGER);

    await ground.drain();

    expect(sink.mails).toHaveLength(2 * BATCH);
    expect(sentOnce()).toBe(true);
  });

  it('writes outcomes down later that could not be written at once, and sends what it had claimed', async () => {
    await enqueue(BATCH);
    await ground.sql(refusing(`NEW.status = 'sent'`));
    await expect(ground.drain()).rejects.toThrow('refused by the test');
    const before = sink.mails.length;
    await ground.sql(NO_LONGER);

    await ground.drain();

    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(BATCH);
    expect(sink.mails).toHaveLength(BATCH);
    expect(sentOnce()).toBe(true);
    expect(new Set(Object.values(await ground.statuses()))).toEqual(new Set(['sent']));
  });

  it('gives back on the way out what it had claimed and not handed over', async () => {
    await enqueue(BATCH);
    await ground.sql(refusing(`NEW.status = 'sent'`));
    await expect(ground.drain()).rejects.toThrow('refused by the test');
    await ground.sql(NO_LONGER);

    await ground.app.close();

    const states = Object.values(await ground.statuses());
    expect(states.filter((state) => state === 'queued')).toHaveLength(BATCH - sink.mails.length);
    ground = await startMail(database, { smtpUrl: sink.url });
  });
});
