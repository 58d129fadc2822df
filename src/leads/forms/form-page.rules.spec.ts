import { faultsByField, fieldsOf, typedOf } from './form-fields.rules';
import { formPage } from './form-page.rules';
import { optInPage } from './opt-in-page.rules';
import { type WebForm, WebForms, wordingVersion } from './web-forms.rules';

const words = (title: string) => ({ title, intro: 'Kurz', consent: 'Ja, <b>gern</b>.' });
const FORM: WebForm = {
  ...{ key: 'probierbox', country: 'DE', requestedThing: 'sample' },
  privacyUrl: 'https://muster.example/datenschutz',
  ...{ de: words('Box "eins"'), en: words('Box one') },
};

describe('the page of a form', () => {
  it('gives back what was typed as text, and takes the cursor to the first fault', () => {
    const values = { company: '"><script>x</script>', consent: 'yes' };
    const { html } = formPage(FORM, 'de', 'Muster GmbH', {
      values,
      faults: { name: 'Bitte ausfüllen.', email: 'Bitte ausfüllen.' },
    });

    expect(html).not.toContain('<script>');
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"');
    expect(html).toContain('Ja, &lt;b&gt;gern&lt;/b&gt;.');
    expect(html).toContain('aria-describedby="consent-help" checked>');
    expect(html.match(/autofocus/g)).toHaveLength(1);
    expect(html).toMatch(
      /id="name"[^>]*aria-invalid="true" aria-describedby="name-fault" autofocus/,
    );
    expect(html).toContain('<title>Bitte prüfen: Box &quot;eins&quot;</title>');
  });

  it('says what its sending asks for, where it asks for something', () => {
    const nothing = { ...FORM, requestedThing: null };

    expect(formPage(FORM, 'en', 'Muster GmbH').html).toContain('you ask us to write to you');
    expect(formPage(nothing, 'en', 'Muster GmbH').html).not.toContain('you ask us');
  });

  it('reads of a browser only its fields, and what was left empty as missing', () => {
    const values = typedOf('company=Adler&name=+&consent=yes&role=ADMIN');

    expect(values).toEqual({ company: 'Adler', consent: 'yes' });
    expect(fieldsOf(values, 'en')).toEqual({ company: 'Adler', consent: true, language: 'en' });
    expect(typedOf(undefined)).toEqual({});
  });

  it('says one fault a field, in the order of the page', () => {
    const detail = { de: 'zu lang', en: 'too long' };
    const faults = ['#/email', '#/phone', '#/company', '#/company'].map((pointer) => ({
      ...{ pointer, detail },
    }));

    expect(Object.entries(faultsByField(faults, { email: 'x', phone: 'y' }, 'de'))).toEqual([
      ['company', 'Bitte ausfüllen.'],
      ['email', 'Bitte eine vollständige Adresse angeben, wie name@betrieb.de.'],
      ['phone', 'zu lang'],
    ]);
  });
});

describe('the page of a confirmation', () => {
  const shown = {
    ...{
      language: 'en' as const,
      formTitle: 'Box',
      wording: 'Yes, <i>all</i>',
      email: 'eva@x.example',
    },
  };

  it('asks by a button and shows what was ticked', () => {
    const { html } = optInPage({ ...shown, state: 'asking' }, 'abc');

    expect(html).toContain('<form method="post" action="/f/confirm/abc">');
    expect(html).toContain('Yes, &lt;i&gt;all&lt;/i&gt;');
    expect(html).not.toContain('eva@');
  });

  it('has no button for what is done, over or unknown', () => {
    for (const state of ['confirmed', 'expired'] as const)
      expect(optInPage({ ...shown, state }, 'abc').html).not.toContain('<form');
    expect(optInPage(null, '"><b>').html).not.toContain('<b>');
  });
});

describe('forms as data', () => {
  it('have keys of their own, none of them that of the confirmations', () => {
    const parse = (...keys: string[]) =>
      WebForms.schema.safeParse(keys.map((key) => ({ ...FORM, key }))).success;

    expect(parse('probierbox', 'messe-2026')).toBe(true);
    expect(parse('probierbox', 'probierbox')).toBe(false);
    expect(parse('confirm')).toBe(false);
    expect(parse('Probierbox')).toBe(false);
    expect(parse('../etc')).toBe(false);
  });

  it('name their wording by its content', () => {
    const version = wordingVersion('probierbox', 'de', 'Ja.');

    expect(version).toMatch(/^probierbox\/de\/[0-9a-f]{12}$/);
    expect(wordingVersion('probierbox', 'de', 'Ja')).not.toBe(version);
    expect(wordingVersion('k'.repeat(40), 'en', 'x'.repeat(2000)).length).toBeLessThanOrEqual(60);
  });
});
