import { type Page, page, text } from '../../core/page.rules';
import type { MailboxMailView, MailboxPage, ReplyTaken } from './mailbox.dto';
import type { ReplyKind } from './reply.rules';

/** In which language and zone the pages are read. */
export interface MailboxReader {
  readonly locale: 'de' | 'en';
  readonly timeZone: string;
}

const ANSWERS = [
  'HUMAN',
  'OUT_OF_OFFICE',
  'UNSUBSCRIBE',
  'BOUNCE',
  'SOFT_BOUNCE',
  'COMPLAINT',
] as const;

interface Words {
  readonly title: string;
  readonly subject: string;
  readonly to: string;
  readonly received: string;
  readonly older: string;
  readonly nothing: string;
  readonly all: string;
  readonly reply: string;
  readonly answer: string;
  readonly text: string;
  readonly headers: string;
  readonly back: string;
  readonly answered: string;
  readonly notSent: string;
  readonly empty: string;
  readonly readAs: string;
  readonly acts: Readonly<Record<ReplyKind, string>>;
  readonly kinds: Readonly<Record<ReplyTaken['kind'], string>>;
}

const WORDS: Readonly<Record<MailboxReader['locale'], Words>> = {
  de: {
    title: 'Entwicklungspostfach',
    subject: 'Betreff',
    to: 'An',
    received: 'Eingegangen',
    older: 'Ältere E-Mails',
    nothing:
      'Noch nichts. E-Mails, die Relance sendet, erscheinen hier und nirgends sonst, solange EMAIL_MODE auf capture steht.',
    all: 'Alle E-Mails',
    reply: 'Als Empfänger antworten',
    answer: 'Antwort',
    text: 'Text',
    headers: 'Kopfzeilen',
    back: 'Zurück zur E-Mail',
    answered: 'Beantwortet',
    notSent: 'Nichts wurde gesendet',
    empty: 'Ein Mensch schreibt etwas: Die Antwort war leer.',
    readAs: 'Sie ist eingegangen und wurde gelesen als',
    acts: {
      HUMAN: 'Diese Antwort senden',
      OUT_OF_OFFICE: 'Abwesend',
      UNSUBSCRIBE: 'Per E-Mail abbestellen',
      BOUNCE: 'Adresse gibt es nicht',
      SOFT_BOUNCE: 'Postfach voll',
      COMPLAINT: 'Als Spam melden',
    },
    kinds: {
      HUMAN: 'Antwort eines Menschen',
      AUTO_REPLY: 'automatische Antwort',
      BOUNCE: 'unzustellbar',
      COMPLAINT: 'Beschwerde',
      RECEIPT: 'Lesebestätigung',
      LIST: 'Rundschreiben',
      UNSUBSCRIBE: 'Abbestellung',
    },
  },
  en: {
    title: 'Development mailbox',
    subject: 'Subject',
    to: 'To',
    received: 'Received',
    older: 'Older mails',
    nothing:
      'Nothing yet. Mails that Relance sends appear here, and nowhere else, as long as EMAIL_MODE is capture.',
    all: 'All mails',
    reply: 'Reply as recipient',
    answer: 'Answer',
    text: 'Text',
    headers: 'Headers',
    back: 'Back to the mail',
    answered: 'Answered',
    notSent: 'Nothing was sent',
    empty: 'A person writes something: the answer was empty.',
    readAs: 'It came in and was read as',
    acts: {
      HUMAN: 'Send this answer',
      OUT_OF_OFFICE: 'Out of office',
      UNSUBSCRIBE: 'Unsubscribe by mail',
      BOUNCE: 'No such address',
      SOFT_BOUNCE: 'Mailbox full',
      COMPLAINT: 'Report as spam',
    },
    kinds: {
      HUMAN: 'the answer of a person',
      AUTO_REPLY: 'an automatic reply',
      BOUNCE: 'a bounce',
      COMPLAINT: 'a complaint',
      RECEIPT: 'a receipt',
      LIST: 'a mailing',
      UNSUBSCRIBE: 'an unsubscription',
    },
  },
};

/** Day and time where the reader is; the exact instant stands in the attribute. */
function timeOf(at: string, { locale, timeZone }: MailboxReader): string {
  const format = new Intl.DateTimeFormat(locale === 'de' ? 'de-DE' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  return `<time datetime="${text(at)}">${text(format.format(new Date(at)))}</time>`;
}

/** The list of kept mails, without script. */
export function mailboxPage({ items, nextCursor }: MailboxPage, reader: MailboxReader): Page {
  const words = WORDS[reader.locale];
  const rows = items
    .map(
      ({ id, to, subject, receivedAt }) =>
        `<tr><td><a href="/dev/mailbox/${id}">${text(subject)}</a></td><td>${to.map(text).join(', ')}</td><td class="less soft">${timeOf(receivedAt, reader)}</td></tr>`,
    )
    .join('');
  const table = `<table><thead><tr><th scope="col">${words.subject}</th><th scope="col">${words.to}</th><th scope="col" class="less">${words.received}</th></tr></thead><tbody>${rows}</tbody></table>`;
  const more = nextCursor
    ? `<p><a href="/dev/mailbox?cursor=${nextCursor}">${words.older}</a></p>`
    : '';
  const nothing = `<p>${words.nothing}</p>`;
  return page(
    reader.locale,
    words.title,
    `<h1>${words.title}</h1>${items.length > 0 ? table + more : nothing}`,
    true,
  );
}

function replyForm(id: string, formToken: string, { locale }: MailboxReader): string {
  const { acts, reply, answer } = WORDS[locale];
  const buttons = ANSWERS.map(
    (as, at) =>
      `<button${at === 0 ? '' : ' class="plain" formnovalidate'} type="submit" name="as" value="${as}">${acts[as]}</button>`,
  ).join(' ');
  return `<h2>${reply}</h2><form method="post" action="/dev/mailbox/${id}/reply/${formToken}"><input type="hidden" name="locale" value="${locale}"><p><textarea name="text" rows="4" maxlength="2000" required aria-label="${answer}" placeholder="Ja, bitte schicken Sie uns die Probierbox."></textarea></p><p class="acts">${buttons}</p></form>`;
}

/** What became of an answer. */
export function replyPage(
  id: string,
  taken: ReplyTaken | null,
  locale: MailboxReader['locale'],
): Page {
  const words = WORDS[locale];
  const said = taken
    ? `<p>${words.readAs} <strong>${words.kinds[taken.kind]}</strong>.</p>`
    : `<p>${words.empty}</p>`;
  const title = taken ? words.answered : words.notSent;
  return page(
    locale,
    title,
    `<h1>${title}</h1>${said}<p><a href="/dev/mailbox/${id}">${words.back}</a></p>`,
  );
}

/** One kept mail: its headers, its text, and its HTML in a frame that may do nothing. */
export function mailPage(mail: MailboxMailView, formToken: string, reader: MailboxReader): Page {
  const words = WORDS[reader.locale];
  const headers = mail.headers
    .map(({ key, value }) => `<dt>${text(key)}</dt><dd>${text(value)}</dd>`)
    .join('');
  const body = `<p><a href="/dev/mailbox">${words.all}</a></p><h1>${text(mail.subject)}</h1>
<dl><dt>${words.to}</dt><dd>${mail.to.map(text).join(', ')}</dd><dt>${words.received}</dt><dd>${timeOf(mail.receivedAt, reader)}</dd></dl>
<iframe sandbox="allow-popups" title="HTML" src="/dev/mailbox/${mail.id}/html"></iframe>
${replyForm(mail.id, formToken, reader)}
<h2>${words.text}</h2><pre>${text(mail.plain)}</pre><h2>${words.headers}</h2><dl>${headers}</dl>`;
  return page(reader.locale, mail.subject, body, true);
}
