import { type Page, page, text } from '../page.rules';
import type { MailboxMailView, MailboxPage, ReplyTaken } from './mailbox.dto';
import type { ReplyKind } from './reply.rules';

/** The list of kept mails, without script. */
export function mailboxPage({ items, nextCursor }: MailboxPage): Page {
  const rows = items
    .map(
      ({ id, to, subject, receivedAt }) =>
        `<tr><td><a href="/dev/mailbox/${id}">${text(subject)}</a></td><td>${to.map(text).join(', ')}</td><td class="less soft">${text(receivedAt)}</td></tr>`,
    )
    .join('');
  const table = `<table><thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col" class="less">Received</th></tr></thead><tbody>${rows}</tbody></table>`;
  const more = nextCursor
    ? `<p><a href="/dev/mailbox?cursor=${nextCursor}">Older mails</a></p>`
    : '';
  const nothing =
    '<p>Nothing yet. Mails that Relance sends appear here, and nowhere else, as long as EMAIL_MODE is capture.</p>';
  return page(
    'en',
    'Development mailbox',
    `<h1>Development mailbox</h1>${items.length > 0 ? table + more : nothing}`,
    true,
  );
}

const ANSWERS: readonly (readonly [ReplyKind, string])[] = [
  ['HUMAN', 'Send this answer'],
  ['OUT_OF_OFFICE', 'Out of office'],
  ['UNSUBSCRIBE', 'Unsubscribe by mail'],
  ['BOUNCE', 'No such address'],
  ['SOFT_BOUNCE', 'Mailbox full'],
  ['COMPLAINT', 'Report as spam'],
];

function replyForm(id: string, formToken: string): string {
  const buttons = ANSWERS.map(
    ([as, label], at) =>
      `<button${at === 0 ? '' : ' class="plain" formnovalidate'} type="submit" name="as" value="${as}">${label}</button>`,
  ).join(' ');
  return `<h2>Reply as recipient</h2><form method="post" action="/dev/mailbox/${id}/reply/${formToken}"><p><textarea name="text" rows="4" maxlength="2000" required aria-label="Answer" placeholder="Ja, bitte schicken Sie uns die Probierbox."></textarea></p><p class="acts">${buttons}</p></form>`;
}

/** What became of an answer. */
export function replyPage(id: string, taken: ReplyTaken | null): Page {
  const said = taken
    ? `<p>It came in and was read as <strong>${taken.kind}</strong>.</p>`
    : '<p>A person writes something: the answer was empty.</p>';
  const title = taken ? 'Answered' : 'Nothing was sent';
  return page(
    'en',
    title,
    `<h1>${title}</h1>${said}<p><a href="/dev/mailbox/${id}">Back to the mail</a></p>`,
  );
}

/** One kept mail: its headers, its text, and its HTML in a frame that may do nothing. */
export function mailPage(mail: MailboxMailView, formToken: string): Page {
  const headers = mail.headers
    .map(({ key, value }) => `<dt>${text(key)}</dt><dd>${text(value)}</dd>`)
    .join('');
  const body = `<p><a href="/dev/mailbox">All mails</a></p><h1>${text(mail.subject)}</h1>
<dl><dt>to</dt><dd>${mail.to.map(text).join(', ')}</dd><dt>received</dt><dd>${text(mail.receivedAt)}</dd></dl>
<iframe sandbox="allow-popups" title="HTML" src="/dev/mailbox/${mail.id}/html"></iframe>
${replyForm(mail.id, formToken)}
<h2>Text</h2><pre>${text(mail.plain)}</pre><h2>Headers</h2><dl>${headers}</dl>`;
  return page('en', mail.subject, body, true);
}
