import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldProps } from './setting-fields.form';
import { type ItemProps, ListField } from './setting-list.form';
import { EMPTY_WEB_FORM, type WebForm, type WebFormWords } from './setting-kinds.queries';

const COUNTRIES = ['DE', 'AT', 'CH'];
const THINGS = ['sample', 'bulk-order'] as const;
const NOTHING = 'none';

/** Public forms: each has its address, what it asks for and its words in both languages. */
export function WebFormsField(field: FieldProps<readonly WebForm[]>) {
  const { t } = useTranslation('settings');
  return (
    <ListField {...field} add={t('webForms.add')} next={() => EMPTY_WEB_FORM}>
      {(item) => <FormField {...item} />}
    </ListField>
  );
}

function FormField({ item: form, readOnly, error, onChange, onRemove }: ItemProps<WebForm>) {
  const { t, i18n } = useTranslation('settings');
  const set = (change: Partial<WebForm>) => onChange({ ...form, ...change });
  const countries = new Intl.DisplayNames(i18n.language, { type: 'region' });
  return (
    <fieldset className="setting-period">
      <legend>{form[i18n.language === 'de' ? 'de' : 'en'].title || t('webForms.form')}</legend>
      <TextInput
        label={t('webForms.key')}
        description={t('webForms.keyHelp')}
        value={form.key}
        maxLength={40}
        error={error('key')}
        readOnly={readOnly}
        onChange={(event) => set({ key: event.currentTarget.value.trim() })}
      />
      {form.key !== '' && (
        <a className="setting-link" href={`/f/${form.key}`} target="_blank" rel="noreferrer">
          {`${window.location.origin}/f/${form.key}`}
        </a>
      )}
      <Select
        label={t('webForms.country')}
        description={t('webForms.countryHelp')}
        data={[...new Set([...COUNTRIES, form.country])].map((code) => ({
          value: code,
          label: countries.of(code) ?? code,
        }))}
        value={form.country}
        error={error('country')}
        readOnly={readOnly}
        onChange={(country) => set({ country: country ?? form.country })}
        allowDeselect={false}
      />
      <Select
        label={t('webForms.thing')}
        description={t('webForms.thingHelp')}
        data={[
          { value: NOTHING, label: t('webForms.nothing') },
          ...THINGS.map((thing) => ({ value: thing, label: t(`webForms.things.${thing}`) })),
        ]}
        value={form.requestedThing ?? NOTHING}
        error={error('requestedThing')}
        readOnly={readOnly}
        onChange={(thing) => set({ requestedThing: thing === NOTHING ? null : thing })}
        allowDeselect={false}
      />
      <TextInput
        label={t('webForms.privacy')}
        placeholder="https://"
        value={form.privacyUrl}
        maxLength={500}
        error={error('privacyUrl')}
        readOnly={readOnly}
        onChange={(event) => set({ privacyUrl: event.currentTarget.value.trim() })}
      />
      {(['de', 'en'] as const).map((language) => (
        <Words
          key={language}
          language={language}
          words={form[language]}
          readOnly={readOnly}
          error={(name) => error(`${language}.${name}`)}
          onChange={(words) => set({ [language]: words })}
        />
      ))}
      {!readOnly && (
        <div>
          <Button variant="subtle" color="gray" onClick={onRemove}>
            {t('remove')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

interface WordsProps {
  language: 'de' | 'en';
  words: WebFormWords;
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (words: WebFormWords) => void;
}

function Words({ language, words, readOnly, error, onChange }: WordsProps) {
  const { t } = useTranslation('settings');
  const named = (name: keyof WebFormWords) =>
    `${t(`webForms.${name}`)} (${t(`option.${language}`)})`;
  return (
    <>
      <TextInput
        label={named('title')}
        value={words.title}
        maxLength={80}
        error={error('title')}
        readOnly={readOnly}
        onChange={(event) => onChange({ ...words, title: event.currentTarget.value })}
      />
      {(['intro', 'consent'] as const).map((name) => (
        <Textarea
          key={name}
          label={named(name)}
          description={name === 'consent' ? t('webForms.consentHelp') : undefined}
          value={words[name]}
          maxLength={name === 'consent' ? 2000 : 1000}
          error={error(name)}
          readOnly={readOnly}
          onChange={(event) => onChange({ ...words, [name]: event.currentTarget.value })}
          autosize
          minRows={2}
        />
      ))}
    </>
  );
}
