import type { TemplateBody } from './template-version.entity';

/** The parts of a mail of ours, in Liquid; the layout puts them into tables that Outlook understands. */
export interface Letter {
  readonly lang: 'de' | 'en';
  readonly subject: string;
  /** Shown beside the subject in the list of mails. */
  readonly preheader: string;
  readonly heading: string;
  /** Inner HTML of the body, built with {@link paragraph}, {@link panel} and {@link button}. */
  readonly html: string;
  readonly plain: string;
  readonly closing: string;
  readonly unsubscribe: string;
}

const FONT = "font-family:'Segoe UI',Helvetica,Arial,sans-serif";
const TEXT = `${FONT};font-size:16px;line-height:25px;color:#2b2a27`;
const PLAIN = `${FONT};font-size:15px;line-height:22px`;
const SMALL = `${FONT};font-size:12px;line-height:19px;color:#6b665e`;

const DARK = `.page{background:#15171a!important}.card{background:#202428!important}
.text,.text td,.text p,.text li,.head{color:#ece8e1!important}.small,.small p,.small a{color:#aaa59c!important}
.panel{background:#2a2f34!important;border-color:#48b07f!important}.link{color:#7fd3a8!important}
.cta{background:#2f8a5b!important}`;

const HEAD = `<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
a{text-decoration:underline}
@media (max-width:620px){.card{width:100%!important}.pad{padding-left:22px!important;padding-right:22px!important}.cta{display:block!important}}
@media (prefers-color-scheme:dark){${DARK}}
${DARK.replaceAll(/(^|\})\s*([^{}]+)\{/g, (_, end: string, names: string) => `${end}${ogsc(names)}{`)}
</style>
<!--[if mso]><style>table{border-collapse:collapse}td,p,a,h1{font-family:Arial,sans-serif!important}</style><![endif]-->`;

/** Outlook on the web and on phones says that it is dark by an attribute. */
function ogsc(names: string): string {
  return names
    .split(',')
    .map((name) => `[data-ogsc] ${name.trim()}`)
    .join(',');
}

export function paragraph(text: string): string {
  return `<p style="margin:0 0 18px;${TEXT}">${text}</p>`;
}

/** A framed block for what the mail is about. */
export function panel(inner: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 22px"><tr>
<td class="panel" style="background:#f1f6f2;border-left:4px solid #1f6b47;padding:18px 22px;${TEXT}">${inner}</td></tr></table>`;
}

/** A button that is one in Outlook too; it answers by mail, so that no page counts clicks. */
export function button(label: string, mailSubject: string): string {
  const href = `{{ links.reply | safe_url }}?subject={{ "${mailSubject}" | mailto_text }}`;
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 26px"><tr><td>
<!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="${href}" style="height:48px;v-text-anchor:middle;width:300px" arcsize="13%" stroke="f" fillcolor="#1f6b47"><center style="color:#ffffff;font-family:Arial,sans-serif;font-size:16px;font-weight:bold">${label}</center></v:roundrect><![endif]-->
<!--[if !mso]><!--><a class="cta" href="${href}" style="display:inline-block;background:#1f6b47;color:#ffffff;${FONT};font-size:16px;font-weight:600;line-height:48px;padding:0 28px;border-radius:6px;text-align:center;text-decoration:none">${label}</a><!--<![endif]-->
</td></tr></table>`;
}

/** Where the screen shows what a mail tells. */
export function linkButton(label: string, link: string): string {
  return `<p style="margin:0 0 26px;${TEXT}"><a class="link" href="{{ ${link} | safe_url }}" style="color:#1f6b47;font-weight:600">${label}</a></p>`;
}

const SIGNATURE_HTML = `<strong>{{ owner.name }}</strong>{% if owner.position %}<br>{{ owner.position }}{% endif %}{% if owner.phone %}<br>{{ owner.phone }}{% endif %}{% if owner.email %}<br>{{ owner.email }}{% endif %}`;
const SIGNATURE_PLAIN = `{{ owner.name }}{% if owner.position %}
{{ owner.position }}{% endif %}{% if owner.phone %}
{{ owner.phone }}{% endif %}{% if owner.email %}
{{ owner.email }}{% endif %}`;

/** A person's own words above their signature, as their mail program would send them; only who is speaking is added. */
export function personal(lang: 'de' | 'en'): TemplateBody {
  return {
    subject: '{{ letter.subject }}',
    html: `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{{ letter.subject }}</title></head>
<body style="margin:0;padding:8px">
<p style="margin:0 0 24px;${PLAIN}">{% assign lines = letter.text | text_lines %}{% for line in lines %}{{ line }}{% unless forloop.last %}<br>{% endunless %}
{% endfor %}</p>
<p style="margin:0 0 24px;${PLAIN}">${SIGNATURE_HTML}</p>
<p style="margin:0;${PLAIN};font-size:12px">{{ imprint }}</p>
</body></html>
`,
    plain: `{{ letter.text }}

--
${SIGNATURE_PLAIN}

{{ imprint }}
`,
  };
}

/** The whole mail in both forms, with signature, legal footer and the way out. */
export function letter(parts: Letter): TemplateBody {
  return { subject: parts.subject, html: html(parts), plain: plain(parts) };
}

function html({ lang, preheader, heading, html: inner, closing, unsubscribe }: Letter): string {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no,address=no,email=no,date=no">
<title>${heading}</title>
${HEAD}</head>
<body class="page" style="margin:0;padding:0;background:#f3efe8">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preheader}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3efe8"><tr><td align="center" style="padding:28px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" border="0" style="width:600px;max-width:600px;background:#ffffff;border-top:4px solid #1f6b47">
<tr><td class="pad text" style="padding:34px 40px 8px;text-align:left">
<h1 class="head" style="margin:0 0 20px;${FONT};font-size:24px;line-height:31px;font-weight:700;color:#1d1c1a">${heading}</h1>
${inner}
<p style="margin:0 0 28px;${TEXT}">${closing}<br><br>${SIGNATURE_HTML}</p>
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px"><tr><td class="pad small" style="padding:20px 40px 8px;text-align:left">
<p style="margin:0 0 10px;${SMALL}">{{ territory.legalFooter }}</p>
<p style="margin:0 0 10px;${SMALL}">{{ imprint }}</p>
<p style="margin:0;${SMALL}"><a href="{{ links.unsubscribe | safe_url }}" style="color:#6b665e">${unsubscribe}</a></p>
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>
`;
}

function plain({ plain: inner, closing, unsubscribe }: Letter): string {
  return `${inner}

${closing}

${SIGNATURE_PLAIN}

--
{{ territory.legalFooter }}
{{ imprint }}

${unsubscribe}: {{ links.unsubscribe }}
`;
}
