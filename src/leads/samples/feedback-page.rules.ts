import { type Page, page, text } from '../../core/page.rules';
import {
  type Feedback,
  type FeedbackState,
  MARKS,
  MOST_NOTES,
  type TypedFeedback,
} from './feedback.rules';

export type FeedbackLanguage = 'de' | 'en';

/** What the page behind a link shows of a sample. */
export interface ShownFeedback {
  readonly state: FeedbackState;
  readonly contents: string;
  readonly until: Date | null;
  readonly feedback: Feedback | null;
}

interface Asking {
  readonly token: string;
  readonly language: FeedbackLanguage;
  readonly typed?: TypedFeedback;
  readonly faults?: readonly string[];
}

const WORDS = {
  de: {
    self: 'Deutsch',
    title: 'Wie war unser Muster?',
    intro: 'Sie haben von uns bekommen:',
    labels: {
      taste: 'Wie hat es geschmeckt?',
      ease: 'Wie leicht war die Zubereitung?',
      notes: 'Was möchten Sie uns noch sagen?',
    },
    marks: {
      taste: ['gar nicht', 'eher nicht', 'in Ordnung', 'gut', 'sehr gut'],
      ease: ['sehr mühsam', 'eher mühsam', 'in Ordnung', 'leicht', 'sehr leicht'],
    },
    choose: 'Bitte wählen',
    optional: 'freiwillig',
    faults: 'Noch nicht abgeschickt. Bitte prüfen Sie:',
    fault: { taste: 'Bitte wählen.', ease: 'Bitte wählen.', notes: 'Höchstens 2000 Zeichen.' },
    send: 'Absenden',
    thanks: 'Danke für Ihre Rückmeldung',
    thanksLine: 'Sie hilft uns sehr.',
    changeLine: 'Bis dahin können Sie Ihre Angaben hier noch ändern:',
    change: 'Änderung absenden',
    until: (day: string) => `Der Link gilt bis ${day}.`,
    expired: {
      title: 'Dieser Link ist abgelaufen',
      line: 'Er war dreißig Tage lang gültig. Sie möchten uns trotzdem etwas sagen? Antworten Sie einfach auf unsere letzte E-Mail.',
    },
    unknown: {
      title: 'Dieser Link gilt nicht',
      line: 'Er ist unvollständig, oder das Muster ist noch nicht zugestellt.',
    },
    unread: {
      title: 'Das konnten wir nicht lesen',
      line: 'Ihre Rückmeldung ist nicht angekommen. Öffnen Sie den Link aus unserer E-Mail noch einmal und schicken Sie das Formular von dort ab.',
    },
    often: {
      title: 'Bitte später noch einmal',
      line: 'Von Ihrem Anschluss kam dieses Formular gerade sehr oft. Gehen Sie zurück und versuchen Sie es in fünf Minuten noch einmal.',
    },
  },
  en: {
    self: 'English',
    title: 'How was our sample?',
    intro: 'You got from us:',
    labels: {
      taste: 'How did it taste?',
      ease: 'How easy was it to prepare?',
      notes: 'What else would you like to tell us?',
    },
    marks: {
      taste: ['not at all', 'not really', 'all right', 'good', 'very good'],
      ease: ['very laborious', 'rather laborious', 'all right', 'easy', 'very easy'],
    },
    choose: 'Please choose',
    optional: 'optional',
    faults: 'Not sent yet. Please check:',
    fault: { taste: 'Please choose.', ease: 'Please choose.', notes: 'At most 2000 characters.' },
    send: 'Send',
    thanks: 'Thank you for your feedback',
    thanksLine: 'It helps us a lot.',
    changeLine: 'Until then you can still change what you said here:',
    change: 'Send the change',
    until: (day: string) => `The link is good until ${day}.`,
    expired: {
      title: 'This link has expired',
      line: 'It was valid for thirty days. You want to tell us something all the same? Simply answer our last e-mail.',
    },
    unknown: {
      title: 'This link is not valid',
      line: 'It is incomplete, or the sample has not been delivered yet.',
    },
    unread: {
      title: 'We could not read that',
      line: 'Your feedback has not arrived. Open the link of our e-mail once more and send the form from there.',
    },
    often: {
      title: 'Please try again later',
      line: 'This form has just been sent very often from your connection. Go back and try again in five minutes.',
    },
  },
} as const;

type Field = 'taste' | 'ease' | 'notes';

/** A form without script; whoever has said something is thanked, and may correct it while the link is good. */
export function feedbackPage(shown: ShownFeedback | null, asking: Asking): Page {
  const { token, language, faults = [] } = asking;
  const words = WORDS[language];
  const state = shown?.state ?? 'unknown';
  if (!shown || state === 'expired' || state === 'unknown') {
    const { title, line } = words[state === 'expired' ? 'expired' : 'unknown'];
    return page(language, title, `<h1>${title}</h1><p>${line}</p>`);
  }
  const isGiven = state === 'given' && faults.length === 0;
  const typed = asking.typed ?? typedOf(shown.feedback);
  const title = isGiven ? words.thanks : words.title;
  const until = shown.until ? words.until(dayOf(shown.until, language)) : '';
  const body = [
    otherLanguage(token, language),
    `<h1>${title}</h1>`,
    isGiven ? `<p>${words.thanksLine} ${until} ${words.changeLine}</p>` : `<p>${words.intro}</p>`,
    `<blockquote>${text(shown.contents)}</blockquote>`,
    faultList(language, faults),
    `<form method="post" action="/f/feedback/${text(token)}?lang=${language}" novalidate>`,
    marks('taste', { language, typed, faults }),
    marks('ease', { language, typed, faults }),
    notes({ language, typed, faults }),
    `<button type="submit">${isGiven ? words.change : words.send}</button></form>`,
    isGiven ? '' : `<p class="soft small">${until}</p>`,
  ];
  return page(language, title, body.join(''));
}

/** What went wrong before anybody looked at the link. */
export function faultPage(fault: 'often' | 'unread', language: FeedbackLanguage): Page {
  const { title, line } = WORDS[language][fault];
  return page(language, title, `<h1>${title}</h1><p>${line}</p>`);
}

interface Typing {
  readonly language: FeedbackLanguage;
  readonly typed: TypedFeedback;
  readonly faults: readonly string[];
}

function marks(name: 'taste' | 'ease', typing: Typing): string {
  const words = WORDS[typing.language];
  const options = MARKS.toReversed().map(
    (mark) =>
      `<option value="${String(mark)}"${typing.typed[name] === String(mark) ? ' selected' : ''}>${String(mark)} – ${words.marks[name][mark - 1] ?? ''}</option>`,
  );
  return `<div class="field"><label for="${name}">${words.labels[name]}</label><select id="${name}" name="${name}" required${faultAttributes(name, typing)}><option value="">${words.choose}</option>${options.join('')}</select>${faultText(name, typing)}</div>`;
}

function notes(typing: Typing): string {
  const words = WORDS[typing.language];
  return `<div class="field"><label for="notes">${words.labels.notes} <span>(${words.optional})</span></label><textarea id="notes" name="notes" rows="5" maxlength="${String(MOST_NOTES)}"${faultAttributes('notes', typing)}>${text(typing.typed.notes)}</textarea>${faultText('notes', typing)}</div>`;
}

function faultAttributes(name: Field, { faults }: Typing): string {
  if (!faults.includes(name)) return '';
  return ` aria-invalid="true" aria-describedby="${name}-fault"${faults[0] === name ? ' autofocus' : ''}`;
}

function faultText(name: Field, { language, faults }: Typing): string {
  return faults.includes(name)
    ? `<p class="wrong" id="${name}-fault">${WORDS[language].fault[name]}</p>`
    : '';
}

function faultList(language: FeedbackLanguage, faults: readonly string[]): string {
  if (faults.length === 0) return '';
  const words = WORDS[language];
  const items = faults.map(
    (name) => `<li><a href="#${name}">${words.labels[name as Field]}</a></li>`,
  );
  return `<div class="faults" role="alert"><strong>${words.faults}</strong><ul>${items.join('')}</ul></div>`;
}

function otherLanguage(token: string, language: FeedbackLanguage): string {
  const other = language === 'de' ? 'en' : 'de';
  return `<p class="small"><a href="/f/feedback/${text(token)}?lang=${other}" lang="${other}" hreflang="${other}">${WORDS[other].self}</a></p>`;
}

function typedOf(feedback: Feedback | null): TypedFeedback {
  if (!feedback) return { taste: '', ease: '', notes: '' };
  const { taste, ease, notes: said } = feedback;
  return { taste: String(taste), ease: String(ease), notes: said ?? '' };
}

function dayOf(at: Date, language: FeedbackLanguage): string {
  const long = {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Europe/Berlin',
  } as const;
  return new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', long).format(at);
}
