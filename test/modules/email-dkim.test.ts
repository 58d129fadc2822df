import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { ConfigError, readConfig } from '../../src/core/config';
import { testDatabase, type TestDatabase } from '../support/database';
import { type MailGround, startMail } from '../support/mail';
import { SmtpSink } from '../support/smtp-sink';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** RFC 6376 §3.4.2 */
const relaxed = (line: string) => {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).toLowerCase().trim()}:${value}`;
};

/** Reads the signature of a mail as a receiver does (RFC 6376 §6.1), without the signer's code. */
function checked(raw: string) {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = lines.find((line) => /^dkim-signature:/i.test(line)) ?? '';
  const tags = new Map(
    relaxed(signature)
      .slice('dkim-signature:'.length)
      .split(';')
      .map((tag) => {
        const [name = '', ...value] = tag.split('=');
        return [name.trim(), value.join('=').replace(/\s/g, '')] as const;
      }),
  );
  const names = (tags.get('h') ?? '').toLowerCase().split(':');
  const signed = names.map((name) => {
    const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`));
    return `${relaxed(line ?? '')}\r\n`;
  });
  const bare = relaxed(signature).replace(/([;\s]b=)[^;]*/, '$1');
  const body = raw
    .slice(end + 4)
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)*$/, '\r\n');
  return {
    domain: tags.get('d'),
    selector: tags.get('s'),
    names,
    bodyFits: createHash('sha256').update(body).digest('base64') === tags.get('bh'),
    valid: verify(
      'sha256',
      Buffer.from([...signed, bare].join('')),
      publicKey,
      Buffer.from(tags.get('b') ?? '', 'base64'),
    ),
  };
}

describe('a mail that leaves with a key', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let ground: MailGround;

  beforeAll(async () => {
    database = await testDatabase();
    sink = await SmtpSink.start();
    ground = await startMail(database, {
      smtpUrl: sink.url,
      env: {
        EMAIL_FROM_ADDRESS: 'angebote@kueche.example',
        EMAIL_DKIM_SELECTOR: 's2026-11',
        EMAIL_DKIM_PRIVATE_KEY: PEM.replaceAll('\n', '\\n'),
      },
    });
  });

  afterAll(async () => {
    await ground.app.close();
    await sink.stop();
    await database.drop();
  });

  it('is signed for the domain of From, both headers of the way out included', async () => {
    await ground.enqueue(ground.mail(1));
    await ground.drain();

    const result = checked(sink.mails[0]?.raw ?? '');
    expect(result).toMatchObject({
      domain: 'kueche.example',
      selector: 's2026-11',
      bodyFits: true,
      valid: true,
    });
    expect(result.names).toEqual(
      expect.arrayContaining(['from', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
    );
    const forged = (sink.mails[0]?.raw ?? '').replace('One-Click', 'Two-Click');
    expect(checked(forged).valid).toBe(false);
  });

  it('needs a key that is one, and a selector with it', () => {
    const faults = (env: Record<string, string>) => {
      try {
        readConfig({ DATABASE_URL: 'postgres://nobody@localhost/none', ...env });
        return [];
      } catch (error) {
        return error instanceof ConfigError ? error.faults.map((fault) => fault.split(':')[0]) : [];
      }
    };
    const base64 = Buffer.from(PEM).toString('base64');

    expect(faults({ EMAIL_DKIM_SELECTOR: 'a', EMAIL_DKIM_PRIVATE_KEY: base64 })).toEqual([]);
    expect(faults({ EMAIL_DKIM_PRIVATE_KEY: PEM })).toEqual(['EMAIL_DKIM_SELECTOR']);
    expect(faults({ EMAIL_DKIM_SELECTOR: 'a', EMAIL_DKIM_PRIVATE_KEY: 'no key' })).toEqual([
      'EMAIL_DKIM_PRIVATE_KEY',
    ]);
  });
});
