import { type Page, page, text } from '../../core/page.rules';
import { wordOf } from '../list-words.rules';
import { BUSINESS_TYPES } from '../lists.rules';
import { type FormLanguage, requestWording, type WebForm } from './web-forms.rules';
import { FORM_WORDS } from './form-words.rules';
import { MOST_MESSAGE } from './web-leads.dto';

/** What was typed, by field; and what is wrong with it. */
export interface TypedForm {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: Readonly<Record<string, string>>;
}

const NOTHING: TypedForm = { values: {}, faults: {} };
const LINES = [
  { name: 'company', most: 255, type: 'text', complete: 'organization', required: true },
  { name: 'name', most: 100, type: 'text', complete: 'name', required: true },
  { name: 'email', most: 254, type: 'email', complete: 'email', required: true },
  { name: 'phone', most: 40, type: 'tel', complete: 'tel', required: false },
  { name: 'postalCode', most: 12, type: 'text', complete: 'postal-code', required: false },
] as const;
type LineField = (typeof LINES)[number];

/** The form as a page: without script, and with its faults at the fields in the language of the person. */
export function formPage(
  form: WebForm,
  language: FormLanguage,
  imprint: string,
  typed: TypedForm = NOTHING,
): Page {
  const words = FORM_WORDS[language];
  const { title, intro } = form[language];
  const wrong = Object.keys(typed.faults).length > 0;
  const body = [
    otherLanguage(form, language),
    `<h1>${text(title)}</h1><p class="lines">${text(intro)}</p>`,
    faultList(language, typed),
    `<form method="post" action="/f/${form.key}?lang=${language}" novalidate>`,
    ...LINES.map((field) => line(language, field, typed)),
    businessTypes(language, typed),
    message(language, typed),
    `<div class="trap" aria-hidden="true"><label for="topic">${words.topic}</label><input id="topic" name="topic" tabindex="-1" autocomplete="off"></div>`,
    consent(form, language, typed),
    ...(form.requestedThing === null ? [] : [`<p>${text(requestWording(form, language))}</p>`]),
    `<button type="submit">${words.send}</button></form>`,
    footer(form, language, imprint),
  ].join('');
  return page(language, wrong ? `${words.fault}: ${title}` : title, body);
}

/** The same for everybody: it tells nobody whether we know the address. */
export function sentPage(form: WebForm, language: FormLanguage, imprint: string): Page {
  const { sent, sentText, sentConsent } = FORM_WORDS[language];
  const body = `<h1>${sent}</h1><p>${sentText}</p><p>${sentConsent}</p>${footer(form, language, imprint)}`;
  return page(language, sent, body);
}

export function noFormPage(language: FormLanguage): Page {
  const { unknown, unknownText } = FORM_WORDS[language];
  return page(language, unknown, `<h1>${unknown}</h1><p>${unknownText}</p>`);
}

export function tooOftenPage(language: FormLanguage): Page {
  const { often, oftenText } = FORM_WORDS[language];
  return page(language, often, `<h1>${often}</h1><p>${oftenText}</p>`);
}

function otherLanguage({ key }: WebForm, language: FormLanguage): string {
  const other = language === 'de' ? 'en' : 'de';
  return `<p class="small"><a href="/f/${key}?lang=${other}" lang="${other}" hreflang="${other}">${FORM_WORDS[other].self}</a></p>`;
}

function faultList(language: FormLanguage, { faults }: TypedForm): string {
  const found = Object.entries(faults);
  if (found.length === 0) return '';
  const words = FORM_WORDS[language];
  const items = found.map(
    ([name, fault]) =>
      `<li><a href="#${name}">${text(labelOf(language, name))}</a>: ${text(fault)}</li>`,
  );
  return `<div class="faults" role="alert"><strong>${words.faults}</strong><ul>${items.join('')}</ul></div>`;
}

function line(language: FormLanguage, field: LineField, typed: TypedForm): string {
  const { name, type, complete, required, most } = field;
  const value = typed.values[name] ?? '';
  return `<div class="field">${label(language, name, required)}<input id="${name}" name="${name}" type="${type}" autocomplete="${complete}" maxlength="${String(most)}" value="${text(value)}"${required ? ' required' : ''}${faultAttributes(name, typed)}>${faultText(name, typed)}</div>`;
}

function businessTypes(language: FormLanguage, typed: TypedForm): string {
  const options = BUSINESS_TYPES.map(
    (code) =>
      `<option value="${code}"${typed.values['businessType'] === code ? ' selected' : ''}>${text(wordOf('businessType', code, language))}</option>`,
  );
  return `<div class="field">${label(language, 'businessType', false)}<select id="businessType" name="businessType"${faultAttributes('businessType', typed)}><option value="">${FORM_WORDS[language].choose}</option>${options.join('')}</select>${faultText('businessType', typed)}</div>`;
}

function message(language: FormLanguage, typed: TypedForm): string {
  return `<div class="field">${label(language, 'message', false)}<textarea id="message" name="message" rows="5" maxlength="${String(MOST_MESSAGE)}"${faultAttributes('message', typed)}>\n${text(typed.values['message'] ?? '')}</textarea>${faultText('message', typed)}</div>`;
}

/** Never ticked by us: a box that is ticked already is no consent (CJEU C-673/17). */
function consent(form: WebForm, language: FormLanguage, typed: TypedForm): string {
  const ticked = typed.values['consent'] === undefined ? '' : ' checked';
  return `<div class="check"><input type="checkbox" id="consent" name="consent" value="yes" aria-describedby="consent-help"${ticked}><label for="consent">${text(form[language].consent)}</label><p class="soft small" id="consent-help">${FORM_WORDS[language].consentHelp}</p></div>`;
}

function label(language: FormLanguage, name: string, required: boolean): string {
  const { optional } = FORM_WORDS[language];
  return `<label for="${name}">${text(labelOf(language, name))}${required ? '' : ` <span>(${optional})</span>`}</label>`;
}

function labelOf(language: FormLanguage, name: string): string {
  const labels: Readonly<Record<string, string>> = FORM_WORDS[language].labels;
  return labels[name] ?? name;
}

function faultAttributes(name: string, { faults }: TypedForm): string {
  if (faults[name] === undefined) return '';
  const isFirst = Object.keys(faults)[0] === name;
  return ` aria-invalid="true" aria-describedby="${name}-fault"${isFirst ? ' autofocus' : ''}`;
}

function faultText(name: string, { faults }: TypedForm): string {
  const fault = faults[name];
  return fault === undefined ? '' : `<p class="wrong" id="${name}-fault">${text(fault)}</p>`;
}

function footer({ privacyUrl }: WebForm, language: FormLanguage, imprint: string): string {
  return `<footer class="soft small"><p><a href="${text(privacyUrl)}">${FORM_WORDS[language].privacy}</a></p><p>${text(imprint)}</p></footer>`;
}
