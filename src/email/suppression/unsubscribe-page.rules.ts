import { type Page, page } from '../../core/page.rules';

export type UnsubscribeState = 'asking' | 'done' | 'undone' | 'unknown';

const TEXTS = {
  de: {
    asking: {
      title: 'Keine Angebote mehr?',
      lines: [
        'Ein Klick genügt: Sie erhalten dann keine Angebote und keine Nachfragen mehr von uns per E-Mail.',
      ],
      button: 'Abbestellen',
    },
    done: {
      title: 'Erledigt',
      lines: [
        'Sie erhalten keine Angebote mehr von uns per E-Mail. Bereits geplante Nachrichten sind gestrichen.',
        'Das war ein Versehen?',
      ],
      button: 'Doch wieder erhalten',
    },
    undone: {
      title: 'Willkommen zurück',
      lines: ['Wir dürfen Ihnen wieder schreiben. Was gestrichen wurde, bleibt gestrichen.'],
      button: 'Abbestellen',
    },
    unknown: {
      title: 'Dieser Link gilt nicht',
      lines: [
        'Er ist unvollständig oder gehört zu einer Vorschau. Antworten Sie einfach auf unsere E-Mail, dann melden wir Sie ab.',
      ],
      button: '',
    },
  },
  en: {
    asking: {
      title: 'No more offers?',
      lines: [
        'One click is enough: you will then receive no offers and no follow-ups from us by e-mail.',
      ],
      button: 'Unsubscribe',
    },
    done: {
      title: 'Done',
      lines: [
        'You will receive no more offers from us by e-mail. Messages that were planned have been cancelled.',
        'Was that a mistake?',
      ],
      button: 'Receive them again',
    },
    undone: {
      title: 'Welcome back',
      lines: ['We may write to you again. What was cancelled stays cancelled.'],
      button: 'Unsubscribe',
    },
    unknown: {
      title: 'This link is not valid',
      lines: [
        'It is incomplete or belongs to a preview. Simply reply to our e-mail and we will unsubscribe you.',
      ],
      button: '',
    },
  },
} as const;

/** The page behind the link: it asks first, since programs that scan mail follow every link. */
export function unsubscribePage(locale: string, state: UnsubscribeState, token: string): Page {
  const lang = locale === 'en' ? 'en' : 'de';
  const { title, lines, button } = TEXTS[lang][state];
  const action = state === 'done' ? `/e/u/${token}/undo` : `/e/u/${token}`;
  const form =
    state === 'unknown'
      ? ''
      : `<form method="post" action="${action}"><button${state === 'asking' ? '' : ' class="plain"'} type="submit">${button}</button></form>`;
  return page(
    lang,
    title,
    `<h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join('')}${form}`,
  );
}
