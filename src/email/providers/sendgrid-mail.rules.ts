import type { MailDataRequired } from '@sendgrid/mail';
import type { Header, Mailbox } from '../sending/headers.rules';
import type { BuiltMail } from './email.provider';

/** SendGrid makes these out of fields of their own, and a date of its own. */
const FIELDS = new Set(['From', 'To', 'Reply-To', 'Subject', 'Date']);
const IN_BRACKETS = new Set(['Message-ID', 'In-Reply-To', 'References']);
const OFF = { enable: false };

/**
 * The mail in SendGrid's terms: the same header contract, and nothing that SendGrid would put into it. Only `mid` is
 * given beside it, because such arguments are kept for long and read by others.
 */
export function sendGridMail({ mid, to, parts }: BuiltMail): MailDataRequired {
  const value = (name: string) => parts.headers.find(([own]) => own === name)?.[1];
  return {
    from: person(value('From') as Mailbox),
    replyTo: value('Reply-To') as string,
    subject: value('Subject') as string,
    personalizations: [
      {
        to: person({ name: (value('To') as Mailbox).name, address: to }),
        // Beside the mail they would be sent as headers of the request too.
        headers: Object.fromEntries(
          parts.headers.filter(([name]) => !FIELDS.has(name)).map(headerOf),
        ),
        customArgs: { mid },
      },
    ],
    content: [
      { type: 'text/plain', value: parts.plain },
      { type: 'text/html', value: parts.html },
    ],
    trackingSettings: {
      clickTracking: { enable: false, enableText: false },
      openTracking: OFF,
      subscriptionTracking: OFF,
      ganalytics: OFF,
    },
  };
}

function person({ name, address }: Mailbox) {
  return name === null ? { email: address } : { email: address, name };
}

function headerOf([name, value]: Header): [string, string] {
  const values = typeof value === 'string' ? [value] : (value as readonly string[]);
  return [name, values.map((one) => (IN_BRACKETS.has(name) ? `<${one}>` : one)).join(' ')];
}
