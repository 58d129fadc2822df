import { linkButton, panel, paragraph } from './layout.rules';
import type { TemplateBodies, TemplateBody } from './template-version.entity';

const CONFIRMATION = {
  de: {
    greeting: 'Guten Tag,',
    ask: 'Die Einwilligung gilt erst, wenn Sie sie bestätigen. Der Link ist sieben Tage lang gültig ab dem Absenden des Formulars.',
    link: 'Einwilligung ansehen und bestätigen',
    nothing:
      'Das waren nicht Sie, oder Sie möchten nicht? Dann müssen Sie nichts tun: Ohne Bestätigung gilt die Einwilligung nicht, und sie wird nach 30 Tagen gelöscht.',
  },
  en: {
    greeting: 'Hello,',
    ask: 'The consent counts only once you confirm it. The link is valid for seven days from when the form was sent.',
    link: 'Look at the consent and confirm it',
    nothing:
      'It was not you, or you would rather not? Then there is nothing to do: without your confirmation the consent does not count, and it is deleted after 30 days.',
  },
} as const;

const askedDe =
  'auf unserem Formular „{{ optIn.form }}“ wurde diese E-Mail-Adresse angegeben und folgende Einwilligung angekreuzt:';
const askedEn =
  'this e-mail address was given on our form “{{ optIn.form }}”, and this consent was ticked:';
const remindedDe =
  'vor einigen Tagen wurde auf unserem Formular „{{ optIn.form }}“ mit dieser E-Mail-Adresse folgende Einwilligung angekreuzt. Sie ist noch nicht bestätigt; dies ist die einzige Erinnerung.';
const remindedEn =
  'a few days ago this consent was ticked on our form “{{ optIn.form }}” with this e-mail address. It is not confirmed yet; this is the only reminder.';
export const OPT_IN_USES = ['imprint', 'optIn.form', 'optIn.url', 'optIn.wording'];

export const CONFIRMATIONS: TemplateBodies = {
  de: confirmation('de', 'Bitte bestätigen Sie Ihre Einwilligung', askedDe),
  en: confirmation('en', 'Please confirm your consent', askedEn),
};
export const REMINDERS: TemplateBodies = {
  de: confirmation('de', 'Ihre Einwilligung ist noch nicht bestätigt', remindedDe),
  en: confirmation('en', 'Your consent is not confirmed yet', remindedEn),
};

/** A confirmation advertises nothing: what was ticked, where it is confirmed, and who asks. */
function confirmation(lang: 'de' | 'en', subject: string, first: string): TemplateBody {
  const { greeting, ask, link, nothing } = CONFIRMATION[lang];
  return {
    subject,
    html: `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px">
${[greeting, first].map(paragraph).join('\n')}
${panel(`{% assign lines = optIn.wording | text_lines %}{% for line in lines %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor %}`)}
${paragraph(ask)}
${linkButton(link, 'optIn.url')}
${paragraph(nothing)}
${paragraph('{{ imprint }}')}
</body></html>
`,
    plain: `${greeting}

${first}

{{ optIn.wording }}

${ask}

${link}: {{ optIn.url }}

${nothing}

--
{{ imprint }}
`,
  };
}
