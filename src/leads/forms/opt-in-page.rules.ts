import { type Page, page, text } from '../../core/page.rules';
import { masked, type OptInState } from './opt-in.rules';
import type { FormLanguage } from './web-forms.rules';

/** What the page behind a link shows of a consent. */
export interface ShownOptIn {
  readonly state: OptInState;
  readonly language: FormLanguage;
  readonly formTitle: string;
  readonly wording: string;
  readonly email: string;
}

const WORDS = {
  de: {
    asking: 'Einwilligung bestätigen',
    confirmed: {
      title: 'Bestätigt',
      line: 'Danke. Ihre Einwilligung gilt. Sie können sie jederzeit widerrufen: Jede Werbe-E-Mail von uns enthält dafür einen Link.',
    },
    expired: {
      title: 'Dieser Link ist abgelaufen',
      line: 'Er war sieben Tage lang gültig. Ohne Bestätigung gilt die Einwilligung nicht; möchten Sie sie doch geben, senden Sie das Formular bitte noch einmal.',
    },
    unknown: {
      title: 'Dieser Link gilt nicht',
      line: 'Er ist unvollständig, oder die Angaben sind schon gelöscht. Möchten Sie die Einwilligung geben, senden Sie das Formular bitte noch einmal.',
    },
    ticked: (email: string, form: string) =>
      `Für ${email} wurde auf dem Formular „${form}“ angekreuzt:`,
    button: 'Bestätigen',
    otherwise: 'Möchten Sie nicht? Dann schließen Sie diese Seite einfach.',
  },
  en: {
    asking: 'Confirm your consent',
    confirmed: {
      title: 'Confirmed',
      line: 'Thank you. Your consent counts. You may withdraw it at any time: every advertising e-mail of ours has a link for it.',
    },
    expired: {
      title: 'This link has expired',
      line: 'It was valid for seven days. Without confirmation the consent does not count; if you want to give it after all, please send the form once more.',
    },
    unknown: {
      title: 'This link is not valid',
      line: 'It is incomplete, or the details have been deleted already. If you want to give the consent, please send the form once more.',
    },
    ticked: (email: string, form: string) => `For ${email} this was ticked on the form “${form}”:`,
    button: 'Confirm',
    otherwise: 'You would rather not? Then simply close this page.',
  },
} as const;

/** It asks first and acts on a button alone, since programs that scan mail follow every link. */
export function optInPage(shown: ShownOptIn | null, token: string): Page {
  const language = shown?.language ?? 'de';
  const words = WORDS[language];
  if (shown?.state !== 'asking') {
    const { title, line } = words[shown?.state ?? 'unknown'];
    return page(language, title, `<h1>${title}</h1><p>${line}</p>`);
  }
  const { wording, formTitle, email } = shown;
  const body = [
    `<h1>${words.asking}</h1><p>${text(words.ticked(masked(email), formTitle))}</p>`,
    `<blockquote>${text(wording)}</blockquote>`,
    `<form method="post" action="/f/confirm/${token}"><button type="submit">${words.button}</button></form>`,
    `<p class="soft small">${words.otherwise}</p>`,
  ];
  return page(language, words.asking, body.join(''));
}
