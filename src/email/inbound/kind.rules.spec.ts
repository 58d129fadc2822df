import { kindOf } from './kind.rules';
import type { ParsedMail } from './parsed-mail.rules';

interface Wish {
  readonly from?: string;
  readonly name?: string | null;
  readonly subject?: string;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly parts?: ParsedMail['parts'];
  readonly mailFrom?: string | null;
  readonly withdraws?: boolean;
}

const RECEIVED = new Date('2026-03-02T09:00:00Z');

function seen({ mailFrom = null, withdraws = false, ...wish }: Wish) {
  const { from = 'chef@hotel.example', name = 'Eva Brandt', subject = 'AW: Box', text = '' } = wish;
  const { headers = {}, parts = [] } = wish;
  return kindOf(
    {
      headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
      from: { address: from, name },
      to: [],
      subject,
      messageId: null,
      inReplyTo: [],
      references: [],
      text,
      visibleText: text,
      parts,
    },
    { mailFrom, receivedAt: RECEIVED, withdraws, ownDomains: ['relance.example'] },
  );
}

const status = (text: string) => [{ type: 'message/delivery-status', text }];
const DAEMON = 'MAILER-DAEMON@mx.hotel.example';

describe('a person', () => {
  it.each([
    ['Ja, bitte schicken Sie uns die Probierbox.'],
    [
      'Ich bin bis Freitag im Urlaub und ab Montag wieder da, bitte schicken Sie mir dann das Angebot.',
    ],
    [
      'Die Lieferung war verspätet (delayed), und Ihr Fahrer konnte nicht zustellen. Bitte melden Sie sich.',
    ],
    ['We are out of office next week, but please send the quote.'],
    ['Kein Interesse, danke.'],
    ['Bitte nehmen Sie mich aus dem Verteiler.'],
    [''],
  ])('writes "%s"', (text) => {
    expect(seen({ text }).kind).toBe('HUMAN');
  });

  it('may have a header that says that it is not automatic', () => {
    expect(seen({ headers: { 'auto-submitted': 'no' }, text: 'Ja' }).kind).toBe('HUMAN');
  });

  it('may pass on returned mail', () => {
    const subject = 'WG: Undelivered Mail Returned to Sender';
    const text = 'Ihre Mail kam zurück: 550 5.1.1 user unknown. Nehmen Sie diese Adresse.';
    expect(seen({ subject, text }).kind).toBe('HUMAN');
  });

  it('may write through a list of ours, and not through one of others', () => {
    const list = (id: string) => seen({ headers: { 'list-id': id }, text: 'Ja' }).kind;
    expect(list('"Offers" <followup.relance.example>')).toBe('HUMAN');
    expect(list('<news.gastro.example>')).toBe('LIST');
  });
});

describe('a machine that answers', () => {
  it.each([
    [{ 'auto-submitted': 'auto-replied' }, 'AW: Box'],
    [{ 'auto-submitted': 'Auto-Generated; owner-email="x"' }, 'Ticket 4711'],
    [{ 'x-autoreply': 'yes' }, 'AW: Box'],
    [{ 'x-autorespond': 'weg' }, 'AW: Box'],
    [{ 'x-auto-response-suppress': 'All' }, 'AW: Box'],
    [{ 'x-apple-action': 'VACATION' }, 'AW: Box'],
    [{ precedence: 'auto_reply' }, 'AW: Box'],
    [{ precedence: 'bulk' }, 'Re: Box'],
    [{}, 'Automatische Antwort: Eine Probierbox'],
    [{}, 'Abwesenheitsnotiz: Eine Probierbox'],
    [{}, 'Automatic reply: A sample box'],
    [{}, 'Out of office Re: A sample box'],
    [{}, 'AW: Urlaub'],
  ])('says so in %j, "%s"', (headers, subject) => {
    expect(seen({ headers: headers, subject, text: 'x' }).kind).toBe('AUTO_REPLY');
  });

  it.each([
    [
      'Guten Tag, ich bin derzeit nicht im Büro und ab dem 9. März wieder erreichbar.',
      '2026-03-08',
    ],
    [
      'Ich bin vom 02.03. bis 16.03.2026 im Urlaub. In dringenden Fällen wenden Sie sich bitte an Frau Vogt.',
      '2026-03-16',
    ],
    ['Ich bin außer Haus. Ihre E-Mail wird nicht weitergeleitet.', null],
    ['I am out of the office until March 20th with limited access to e-mail.', '2026-03-20'],
    ['I am on annual leave and will be back on Monday, 23 March 2026.', '2026-03-22'],
  ])('may say so in words alone: "%s"', (text, awayUntil) => {
    expect(seen({ text })).toMatchObject({ kind: 'AUTO_REPLY', awayUntil });
  });

  it('may say that somebody has left', () => {
    const auto = { 'auto-submitted': 'auto-replied' };
    const left = (text: string) => seen({ headers: auto, text }).contactLeft;
    expect(left('Frau Brandt arbeitet nicht mehr in unserem Unternehmen.')).toBe(true);
    expect(left('Eva is no longer with the company.')).toBe(true);
    expect(left('Ich bin nicht im Büro.')).toBe(false);
  });
});

describe('a server that returns mail', () => {
  it.each([
    ['failed', '5.1.1', 'BOUNCE'],
    ['delayed', '4.4.1', 'BOUNCE'],
    ['delivered', '2.0.0', 'RECEIPT'],
    ['relayed', '2.1.5', 'RECEIPT'],
  ])('reports %s %s', (action, code, kind) => {
    const text = `Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; <chef@hotel.example>\nAction: ${action}\nStatus: ${code} (words)\n`;

    const found = seen({
      from: DAEMON,
      parts: status(text),
      headers: { 'auto-submitted': 'auto-replied' },
    });

    expect(found).toMatchObject({
      kind,
      report: { action, status: code, recipient: 'chef@hotel.example' },
    });
  });

  it('that names several recipients speaks by the one that failed', () => {
    const text =
      'Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient: rfc822; b@x.example\r\nAction: failed\r\nDiagnostic-Code: smtp; 550\r\n 5.1.1 unknown\r\n';
    expect(seen({ parts: status(text) }).report).toMatchObject({
      recipient: 'b@x.example',
      status: '5.1.1',
      diagnostic: 'smtp; 550 5.1.1 unknown',
    });
  });

  it.each([
    [
      "Hi. This is the qmail-send program. I'm afraid I wasn't able to deliver your message.\n<chef@hotel.example>:\nSorry, no mailbox here by that name. (#5.1.1)",
      '5.1.1',
    ],
    [
      'A message that you sent could not be delivered.\n  chef@hotel.example\n    SMTP error: 552 mailbox is full',
      '5.2.2',
    ],
    ['Diese E-Mail konnte nicht zugestellt werden: Empfänger unbekannt', '5.1.1'],
    ['Ihre Nachricht wurde nicht zugestellt. 554 5.7.1 Spam detected', '5.7.1'],
    [
      'Delivery to the following recipient failed permanently: the domain hotel.example was not found',
      '5.1.2',
    ],
    ['Could not be delivered for 5 days, giving up', '4.4.7'],
    ['Delivery failed. 10.5.1.2 said 552 5.3.4 too large', '5.3.4'],
    ['Could not be delivered.', null],
  ])('in its own words: "%s"', (text, code) => {
    for (const sender of [{ from: DAEMON }, { name: 'Mail Delivery Subsystem' }, { mailFrom: '' }])
      expect(seen({ ...sender, subject: 'failure notice', text })).toMatchObject({
        kind: 'BOUNCE',
        report: { action: 'failed', status: code },
      });
  });

  it('is a machine, so that the same words of a person stay theirs', () => {
    const text = 'Ihre Rechnung konnte nicht zugestellt werden, bitte noch einmal.';
    expect(seen({ text, subject: 'Zustellung' }).kind).toBe('HUMAN');
  });

  it('may only warn', () => {
    const subject = 'Warning: message delayed 24 hours';
    const found = seen({ from: DAEMON, subject, text: 'Your message has not been delivered yet.' });
    expect(found.report?.action).toBe('delayed');
  });
});

describe('what else comes in', () => {
  it('is a complaint before everything', () => {
    const parts = [
      {
        type: 'message/feedback-report',
        text: 'Feedback-Type: Fraud\nOriginal-Rcpt-To: <chef@hotel.example>\n',
      },
    ];
    const headers = { 'auto-submitted': 'auto-generated' };
    expect(seen({ parts, headers, from: DAEMON })).toMatchObject({
      kind: 'COMPLAINT',
      complaint: { feedbackType: 'fraud', recipient: 'chef@hotel.example' },
    });
  });

  it('is a receipt', () => {
    const parts = [
      {
        type: 'message/disposition-notification',
        text: 'Disposition: manual-action/MDN-sent-manually; displayed',
      },
    ];
    expect(seen({ parts, subject: 'Gelesen: Box', mailFrom: '' }).kind).toBe('RECEIPT');
  });

  it('is a withdrawal, of a person or of their program, and of no absence notice', () => {
    const auto = { 'auto-submitted': 'auto-replied' };
    expect(seen({ withdraws: true, text: 'bitte' }).kind).toBe('UNSUBSCRIBE');
    expect(seen({ withdraws: true, subject: 'unsubscribe', headers: auto }).kind).toBe(
      'UNSUBSCRIBE',
    );
    expect(seen({ withdraws: true, subject: 'Abwesend', headers: auto }).kind).toBe('AUTO_REPLY');
  });
});
