import { CONFIRMATIONS, OPT_IN_USES, REMINDERS } from './confirmation.rules';
import { button, letter, linkButton, panel, paragraph, personal } from './layout.rules';
import type { TemplateBodies } from './template-version.entity';

/** A template that Relance brings along; the ids are fixed, so that every installation has the same. */
export interface ShippedTemplate {
  readonly id: string;
  readonly versionId: string;
  readonly key: string;
  readonly purpose: string;
  readonly stream: 'followup' | 'transactional' | 'notification';
  readonly uses: readonly string[];
  readonly bodies: TemplateBodies;
}

const GREETING = '{{ contact | salutation: locale }}';
const PRODUCTS_HTML = `<ul style="margin:0;padding:0 0 0 20px">{% for product in offer.sample.products %}<li style="margin:0 0 4px">{{ product }}</li>{% endfor %}</ul>`;
const PRODUCTS_PLAIN = `{% for product in offer.sample.products %}
- {{ product }}{% endfor %}`;
const UNTIL = '{{ offer.validUntil | fmt_date: locale }}';
const MINIMUM = '{{ offer.bulk.minimumCents | fmt_money: territory.currency, locale }}';
const DISCOUNT = '{{ offer.bulk.discountPct }}';

const FOOTER_USES = [
  'contact',
  'imprint',
  'lead.company',
  'links.reply',
  'links.unsubscribe',
  'locale',
  'offer.validUntil',
  'owner.email',
  'owner.name',
  'owner.phone',
  'owner.position',
  'territory.legalFooter',
];

const sampleDe = letter({
  lang: 'de',
  subject: 'Eine Probierbox für {{ lead.company }}',
  preheader: 'Kostenlos, unverbindlich, direkt in Ihre Küche. Eine kurze Antwort genügt.',
  heading: 'Probieren geht über Prospekte',
  html: [
    paragraph(GREETING),
    paragraph(
      'ob ein Produkt in Ihre Küche passt, entscheidet sich nicht im Katalog, sondern in der Pfanne. Darum möchte ich Ihnen für <strong>{{ lead.company }}</strong> eine Probierbox zusammenstellen: kostenlos und ohne Verpflichtung.',
    ),
    panel(
      `<strong>In Ihrer Box</strong>{% if offer.season %} – passend zur {{ offer.season }}{% endif %}${PRODUCTS_HTML}`,
    ),
    paragraph(
      'Sie sagen mir, wann Ihre Küche Zeit zum Probieren hat, und die gekühlte Box steht zum Wunschtermin bei Ihnen, mit Zubereitungskarten und Kalkulation je Portion.',
    ),
    button('Ja, bitte die Probierbox', 'Ja, bitte die Probierbox'),
    paragraph(
      `Das Angebot gilt bis zum ${UNTIL}. Fragen? Antworten Sie einfach auf diese Mail, sie landet direkt bei mir.`,
    ),
  ].join('\n'),
  plain: `${GREETING}

ob ein Produkt in Ihre Küche passt, entscheidet sich nicht im Katalog, sondern in der Pfanne. Darum möchte ich Ihnen für {{ lead.company }} eine Probierbox zusammenstellen: kostenlos und ohne Verpflichtung.

In Ihrer Box{% if offer.season %} (passend zur {{ offer.season }}){% endif %}:${PRODUCTS_PLAIN}

Sie sagen mir, wann Ihre Küche Zeit zum Probieren hat, und die gekühlte Box steht zum Wunschtermin bei Ihnen, mit Zubereitungskarten und Kalkulation je Portion.

Antworten Sie einfach mit „Ja, bitte“ auf diese Mail. Das Angebot gilt bis zum ${UNTIL}.`,
  closing: 'Mit besten Grüßen',
  unsubscribe: 'Keine Angebote mehr erhalten',
});

const sampleEn = letter({
  lang: 'en',
  subject: 'A sample box for {{ lead.company }}',
  preheader: 'Free, no strings attached, straight to your kitchen. A short reply will do.',
  heading: 'Tasting beats any brochure',
  html: [
    paragraph(GREETING),
    paragraph(
      'Whether a product suits your kitchen is decided in the pan, not in a catalogue. So I would like to put together a sample box for <strong>{{ lead.company }}</strong>, free of charge and without obligation.',
    ),
    panel(
      `<strong>In your box</strong>{% if offer.season %} – for the {{ offer.season }}{% endif %}${PRODUCTS_HTML}`,
    ),
    paragraph(
      'Tell me when your team has time for a tasting, and the chilled box will be with you on that day, with preparation cards and a costing per portion.',
    ),
    button('Yes, please send the box', 'Yes, please send the sample box'),
    paragraph(
      `The offer is valid until ${UNTIL}. Any questions? Just reply to this mail, it comes straight to me.`,
    ),
  ].join('\n'),
  plain: `${GREETING}

Whether a product suits your kitchen is decided in the pan, not in a catalogue. So I would like to put together a sample box for {{ lead.company }}, free of charge and without obligation.

In your box{% if offer.season %} (for the {{ offer.season }}){% endif %}:${PRODUCTS_PLAIN}

Tell me when your team has time for a tasting, and the chilled box will be with you on that day, with preparation cards and a costing per portion.

Just reply "Yes, please" to this mail. The offer is valid until ${UNTIL}.`,
  closing: 'Kind regards',
  unsubscribe: 'Stop receiving offers',
});

const bulkDe = letter({
  lang: 'de',
  subject: `${DISCOUNT} % auf die erste Bestellung für {{ lead.company }}`,
  preheader: `Ab ${MINIMUM} Bestellwert, gültig bis zum ${UNTIL}. Ich stelle gern mit Ihnen zusammen.`,
  heading: `${DISCOUNT} % auf Ihre erste Bestellung`,
  html: [
    paragraph(GREETING),
    paragraph(
      'wer plant, kocht günstiger. Damit sich der Einstieg für <strong>{{ lead.company }}</strong> rechnet, habe ich Ihnen einen Nachlass auf die erste Bestellung reserviert:',
    ),
    panel(
      `<strong>${DISCOUNT} % Nachlass</strong> auf das gesamte Sortiment<br>Mindestbestellwert: ${MINIMUM}<br>Gültig bis zum ${UNTIL}`,
    ),
    paragraph(
      'Nennen Sie mir Ihre Portionszahlen und Ihren Liefertag. Sie bekommen von mir eine fertige Bestellliste mit Preis je Portion, die Sie nur noch freigeben müssen.',
    ),
    button('Bestellliste anfordern', 'Bitte um eine Bestellliste'),
    paragraph('Lieber kurz sprechen? Antworten Sie mit einer Uhrzeit, ich rufe Sie an.'),
  ].join('\n'),
  plain: `${GREETING}

wer plant, kocht günstiger. Damit sich der Einstieg für {{ lead.company }} rechnet, habe ich Ihnen einen Nachlass auf die erste Bestellung reserviert:

- ${DISCOUNT} % Nachlass auf das gesamte Sortiment
- Mindestbestellwert: ${MINIMUM}
- Gültig bis zum ${UNTIL}

Nennen Sie mir Ihre Portionszahlen und Ihren Liefertag. Sie bekommen von mir eine fertige Bestellliste mit Preis je Portion, die Sie nur noch freigeben müssen.

Lieber kurz sprechen? Antworten Sie mit einer Uhrzeit, ich rufe Sie an.`,
  closing: 'Mit besten Grüßen',
  unsubscribe: 'Keine Angebote mehr erhalten',
});

const bulkEn = letter({
  lang: 'en',
  subject: `${DISCOUNT}% off the first order for {{ lead.company }}`,
  preheader: `From an order value of ${MINIMUM}, valid until ${UNTIL}. I am glad to put it together with you.`,
  heading: `${DISCOUNT}% off your first order`,
  html: [
    paragraph(GREETING),
    paragraph(
      'Kitchens that plan ahead cook for less. To make the start pay off for <strong>{{ lead.company }}</strong>, I have reserved a discount on your first order:',
    ),
    panel(
      `<strong>${DISCOUNT}% off</strong> the whole range<br>Minimum order: ${MINIMUM}<br>Valid until ${UNTIL}`,
    ),
    paragraph(
      'Tell me your portions and your delivery day. I will send you a complete order list with the price per portion, ready for your approval.',
    ),
    button('Request an order list', 'Please send an order list'),
    paragraph('Rather have a quick call? Reply with a time and I will ring you.'),
  ].join('\n'),
  plain: `${GREETING}

Kitchens that plan ahead cook for less. To make the start pay off for {{ lead.company }}, I have reserved a discount on your first order:

- ${DISCOUNT}% off the whole range
- Minimum order: ${MINIMUM}
- Valid until ${UNTIL}

Tell me your portions and your delivery day. I will send you a complete order list with the price per portion, ready for your approval.

Rather have a quick call? Reply with a time and I will ring you.`,
  closing: 'Kind regards',
  unsubscribe: 'Stop receiving offers',
});

const DEADLINE = '{{ protection.deadline | fmt_date: locale }}';
const LEAD = '{{ lead.company }}{% if lead.city %}, {{ lead.city }}{% endif %}';

/** A word to a colleague: no letterhead, no way to unsubscribe from what protects their own leads. */
function note(lang: 'de' | 'en', subject: string, lines: readonly string[], link: string) {
  return {
    subject,
    html: `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${subject}</title></head>
<body style="margin:0;padding:24px">
${lines.map(paragraph).join('\n')}
${paragraph(`${link}: {{ protection.url }}`)}
</body></html>
`,
    plain: `${lines.join('\n\n')}\n\n${link}: {{ protection.url }}\n`,
  };
}

const reminderDe = note(
  'de',
  `Schutz läuft ab: {{ lead.company }}`,
  [
    'Guten Tag {{ owner.name }},',
    `für Ihren Lead ${LEAD} ist nicht rechtzeitig ein Fortschritt dokumentiert. Dies ist die Erinnerung in Textform.`,
    `Bis zum ${DEADLINE} behalten Sie ihn, wenn Sie einen Fortschritt eintragen: ein qualifiziertes Gespräch, einen Termin, ein Muster oder eine Bestellung. Danach ist der Lead frei.`,
  ],
  'Zum Lead',
);
const reminderEn = note(
  'en',
  `Protection ends: {{ lead.company }}`,
  [
    'Hello {{ owner.name }},',
    `no progress has been documented for your lead ${LEAD} in time. This is the reminder in text form.`,
    `You keep it if you document progress by ${DEADLINE}: a qualified call, a meeting, a sample or an order. After that the lead is free.`,
  ],
  'To the lead',
);
const LINES_HTML = `<ul style="margin:0;padding:0 0 0 20px">{% for line in report.lines %}<li style="margin:0 0 4px">{{ line }}</li>{% endfor %}</ul>`;
const LINES_PLAIN = `{% for line in report.lines %}
- {{ line }}{% endfor %}`;

const reportDe = letter({
  lang: 'de',
  subject: 'Follow-ups Ihrer Teams: {{ report.week }}',
  preheader: 'Was gesendet wurde und was daraus geworden ist.',
  heading: 'Die Woche Ihrer Teams',
  html: [
    paragraph('so liefen die Follow-ups Ihrer Teams in <strong>{{ report.week }}</strong>:'),
    panel(LINES_HTML),
    paragraph('Antworten und Kunden kommen oft erst Wochen später dazu; die Zahlen wachsen noch.'),
    linkButton('Auswertung öffnen', 'report.link'),
  ].join('\n'),
  plain: `So liefen die Follow-ups Ihrer Teams in {{ report.week }}:
${LINES_PLAIN}

Antworten und Kunden kommen oft erst Wochen später dazu; die Zahlen wachsen noch.

Auswertung: {{ report.link }}`,
  closing: 'Automatisch gesendet von',
  unsubscribe: 'Diesen Bericht abbestellen',
});

const reportEn = letter({
  lang: 'en',
  subject: 'Follow-ups of your teams: {{ report.week }}',
  preheader: 'What was sent and what came of it.',
  heading: 'The week of your teams',
  html: [
    paragraph(
      'This is how the follow-ups of your teams did in <strong>{{ report.week }}</strong>:',
    ),
    panel(LINES_HTML),
    paragraph('Answers and customers often come weeks later; these numbers still grow.'),
    linkButton('Open the report', 'report.link'),
  ].join('\n'),
  plain: `This is how the follow-ups of your teams did in {{ report.week }}:
${LINES_PLAIN}

Answers and customers often come weeks later; these numbers still grow.

Report: {{ report.link }}`,
  closing: 'Sent automatically by',
  unsubscribe: 'Stop receiving this report',
});

const REPORT_USES = [
  ...['imprint', 'links.unsubscribe', 'owner.email', 'owner.name', 'owner.phone'],
  ...['owner.position', 'report.lines', 'report.link', 'report.week', 'territory.legalFooter'],
];

const LETTER_USES = [
  ...['imprint', 'letter.subject', 'letter.text', 'owner.email', 'owner.name', 'owner.phone'],
  'owner.position',
];

/** What a person's own words stand in. */
export const LETTER_PURPOSE = 'LETTER';

export const SHIPPED: readonly ShippedTemplate[] = [
  {
    id: '019a0000-0000-7000-8000-000000000030',
    versionId: '019a0000-0000-7000-8000-000000000031',
    key: 'sample-box',
    purpose: 'T3',
    stream: 'followup',
    uses: [...FOOTER_USES, 'offer.sample.products', 'offer.season'].sort(),
    bodies: { de: sampleDe, en: sampleEn },
  },
  {
    id: '019a0000-0000-7000-8000-000000000070',
    versionId: '019a0000-0000-7000-8000-000000000071',
    key: 'bulk-order',
    purpose: 'T7',
    stream: 'followup',
    uses: [
      ...FOOTER_USES,
      'offer.bulk.discountPct',
      'offer.bulk.minimumCents',
      'territory.currency',
    ].sort(),
    bodies: { de: bulkDe, en: bulkEn },
  },
  {
    id: '019a0000-0000-7000-8000-0000000000b0',
    versionId: '019a0000-0000-7000-8000-0000000000b1',
    key: 'protection-reminder',
    purpose: 'PROTECTION_REMINDER',
    stream: 'transactional',
    uses: [
      'lead.city',
      'lead.company',
      'locale',
      'owner.name',
      'protection.deadline',
      'protection.url',
    ],
    bodies: { de: reminderDe, en: reminderEn },
  },
  {
    id: '019a0000-0000-7000-8000-0000000000f0',
    versionId: '019a0000-0000-7000-8000-0000000000f1',
    key: 'weekly-report',
    purpose: 'WEEKLY_REPORT',
    stream: 'notification',
    uses: REPORT_USES,
    bodies: { de: reportDe, en: reportEn },
  },
  {
    id: '019a0000-0000-7000-8000-000000000130',
    versionId: '019a0000-0000-7000-8000-000000000131',
    key: 'personal-letter',
    purpose: LETTER_PURPOSE,
    stream: 'transactional',
    uses: LETTER_USES,
    bodies: { de: personal('de'), en: personal('en') },
  },
  {
    id: '019a0000-0000-7000-8000-000000000170',
    versionId: '019a0000-0000-7000-8000-000000000171',
    key: 'opt-in-confirmation',
    purpose: 'OPT_IN_CONFIRMATION',
    stream: 'transactional',
    uses: OPT_IN_USES,
    bodies: CONFIRMATIONS,
  },
  {
    id: '019a0000-0000-7000-8000-0000000001b0',
    versionId: '019a0000-0000-7000-8000-0000000001b1',
    key: 'opt-in-reminder',
    purpose: 'OPT_IN_REMINDER',
    stream: 'transactional',
    uses: OPT_IN_USES,
    bodies: REMINDERS,
  },
];
