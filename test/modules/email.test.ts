import { testDatabase, type TestDatabase } from '../support/database';
import { type MailGround, startMail } from '../support/mail';
import { SmtpSink } from '../support/smtp-sink';

describe('mail', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let ground: MailGround;

  beforeEach(async () => {
    database = await testDatabase();
    sink = await SmtpSink.start();
    ground = await startMail(database, { smtpUrl: sink.url });
  });

  afterEach(async () => {
    await ground.app.close();
    await sink.stop();
    await database.drop();
  });

  it('leaves once, with a fact for each step', async () => {
    await ground.enqueue(ground.mail(1));

    await ground.drain();
    await ground.drain();

    expect(sink.to('chef1@hotel.example')).toHaveLength(1);
    expect(await ground.statuses()).toEqual({ 'test:1': 'sent' });
    expect(await ground.facts()).toEqual(['queued', 'sent']);
  });

  it('leaves once each, a thousand in a batch', async () => {
    await ground.enqueue(...Array.from({ length: 1000 }, (_, nr) => ground.mail(nr)));
    const before = process.hrtime.bigint();
    await ground.drain();
    console.log(Number(process.hrtime.bigint() - before) / 1e6, 'ms');

    expect(new Set(sink.mails.map(({ to }) => to[0])).size).toBe(1000);
    expect(sink.mails).toHaveLength(1000);
  });
});
