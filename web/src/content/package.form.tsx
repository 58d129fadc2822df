import { ActionIcon, Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { Problem } from '../core/problem';
import { toast } from '../core/toast';
import { useTyped } from '../core/use-typed';
import { ProblemBox } from '../parts/problem-box';
import { useUnsaved } from '../parts/unsaved';
import {
  contentKeys,
  type Item,
  type Kind,
  KINDS,
  type Locale,
  type PackageText,
  type PackageView,
  savePackage,
} from './content.queries';

const MOST_ITEMS = 10;

interface Fields {
  readonly body: string;
  readonly link: string;
  readonly caption: string;
  readonly filename: string;
}
/** An item as it is typed, in both languages; a language without anything says what the German one says. */
interface Draft {
  readonly id: string;
  readonly kind: Kind;
  readonly texts: Readonly<Record<Locale, Fields>>;
}

const EMPTY: Fields = { body: '', link: '', caption: '', filename: '' };

function typed(item: Item): Draft {
  const content = item.content as Partial<Record<Locale, Partial<Fields>>>;
  const of = (locale: Locale): Fields => ({ ...EMPTY, ...content[locale] });
  return { id: randomId(), kind: item.kind, texts: { de: of('de'), en: of('en') } };
}

function said(kind: Kind, { body, link, caption, filename }: Fields): object | null {
  if (kind === 'text') return body.trim() === '' ? null : { body: body.trim() };
  if (link.trim() === '') return null;
  return {
    link: link.trim(),
    ...(caption.trim() !== '' && { caption: caption.trim() }),
    ...(kind === 'document' && filename.trim() !== '' && { filename: filename.trim() }),
  };
}

interface PackageFormProps {
  view: PackageView;
  locale: Locale;
  /** Only drafts change. */
  isFixed: boolean;
  onChanged: (isChanged: boolean) => void;
}

interface Values {
  readonly name: string;
  readonly title: Readonly<Record<Locale, string>>;
  readonly closing: Readonly<Record<Locale, string>>;
  readonly items: readonly Draft[];
}

const valuesOf = ({ name, bodies, items }: PackageView): Values => ({
  name,
  title: { de: bodies.title.de, en: bodies.title.en ?? '' },
  closing: { de: bodies.closing?.de ?? '', en: bodies.closing?.en ?? '' },
  items: items.map(typed),
});

/** Title, items in their order and the closing message, one language at a time. */
export function PackageForm({ view, locale, isFixed, onChanged }: PackageFormProps) {
  const { t } = useTranslation('content');
  const queries = useQueryClient();
  // Once: the items get ids of their own.
  const [stored] = useState(() => valuesOf(view));
  const editing = useTyped<Values>(`package-${view.id}-${String(view.rowVersion)}`, stored);
  const { isChanged } = editing;
  const { name, title, closing, items } = editing.values;
  const setItems = (next: readonly Draft[]) => editing.change({ items: next });
  useUnsaved(isChanged, [editing.form]);
  useEffect(() => onChanged(isChanged), [isChanged, onChanged]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isMissing = (item: Draft) => said(item.kind, item.texts.de) === null;
  const change = (id: string, next: (item: Draft) => Draft) =>
    setItems(items.map((item) => (item.id === id ? next(item) : item)));
  const move = (at: number, by: number) => {
    const next = [...items];
    const [item] = next.splice(at, 1);
    if (item) next.splice(at + by, 0, item);
    setItems(next);
  };
  const both = ({ de, en }: Record<Locale, string>) => ({
    de: de.trim(),
    ...(en.trim() !== '' && { en: en.trim() }),
  });
  const save = async () => {
    setTried(true);
    if (name.trim() === '' || title.de.trim() === '' || items.some(isMissing)) return;
    setBusy(true);
    setError(null);
    try {
      const saved = await savePackage(view, {
        name: name.trim(),
        bodies: { title: both(title), closing: closing.de.trim() === '' ? null : both(closing) },
        items: items.map(({ kind, texts }) => {
          const english = said(kind, texts.en);
          return { kind, content: { de: said(kind, texts.de), ...(english && { en: english }) } };
        }) as PackageText['items'],
      });
      editing.settle();
      queries.setQueryData(contentKeys.one(view.id), saved);
      void queries.invalidateQueries({ queryKey: contentKeys.packages });
      toast(t('saved'));
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form
      className="content-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {error !== null && (
        <ProblemBox error={error} rest={error instanceof Problem ? error.errors : []} />
      )}
      <TextInput
        label={t('field.name')}
        description={t('field.nameHelp')}
        value={name}
        readOnly={isFixed}
        maxLength={120}
        error={tried && name.trim() === '' ? t('missing') : null}
        onChange={(event) => editing.change({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('field.title')}
        description={t('field.titleHelp')}
        value={title[locale]}
        readOnly={isFixed}
        maxLength={60}
        placeholder={locale === 'en' ? title.de : undefined}
        error={tried && title.de.trim() === '' ? t('missingGerman') : null}
        onChange={({ currentTarget: { value } }) =>
          editing.change({ title: { ...title, [locale]: value } })
        }
      />
      <ol className="content-items">
        {items.map((item, at) => (
          <li key={item.id} className="card content-item">
            <div className="content-item-head">
              <b>{t('item', { number: at + 1 })}</b>
              {isFixed ? (
                t(`kind.${item.kind}`)
              ) : (
                <>
                  <Select
                    size="xs"
                    aria-label={t('field.kind', { number: at + 1 })}
                    data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
                    value={item.kind}
                    allowDeselect={false}
                    onChange={(value) =>
                      change(item.id, (before) => ({
                        ...before,
                        kind: KINDS.find((kind) => kind === value) ?? before.kind,
                      }))
                    }
                  />
                  <span className="content-item-acts">
                    <ActionIcon
                      disabled={at === 0}
                      aria-label={t('up', { number: at + 1 })}
                      onClick={() => move(at, -1)}
                    >
                      <IconArrowUp size={16} stroke={1.5} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      disabled={at === items.length - 1}
                      aria-label={t('down', { number: at + 1 })}
                      onClick={() => move(at, 1)}
                    >
                      <IconArrowDown size={16} stroke={1.5} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      disabled={items.length === 1}
                      aria-label={t('remove', { number: at + 1 })}
                      onClick={() => setItems(items.filter(({ id }) => id !== item.id))}
                    >
                      <IconTrash size={16} stroke={1.5} aria-hidden />
                    </ActionIcon>
                  </span>
                </>
              )}
            </div>
            <ItemFields
              item={item}
              locale={locale}
              isFixed={isFixed}
              fault={tried && isMissing(item) ? t('missingGerman') : null}
              onChange={(fields) =>
                change(item.id, (before) => ({
                  ...before,
                  texts: { ...before.texts, [locale]: { ...before.texts[locale], ...fields } },
                }))
              }
            />
          </li>
        ))}
      </ol>
      {!isFixed && items.length < MOST_ITEMS && (
        <Button
          variant="default"
          className="content-add"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() =>
            setItems([...items, { id: randomId(), kind: 'text', texts: { de: EMPTY, en: EMPTY } }])
          }
        >
          {t('addItem')}
        </Button>
      )}
      <Textarea
        label={t('field.closing')}
        description={t('field.closingHelp')}
        value={closing[locale]}
        readOnly={isFixed}
        autosize
        minRows={2}
        maxLength={1000}
        placeholder={locale === 'en' ? closing.de : undefined}
        onChange={({ currentTarget: { value } }) =>
          editing.change({ closing: { ...closing, [locale]: value } })
        }
      />
      {!isFixed && (
        <div className="form-acts">
          <Button type="submit" variant="default" loading={busy}>
            {t('save')}
          </Button>
          {isChanged && (
            <>
              <Button variant="subtle" color="gray" onClick={editing.settle}>
                {t('discard')}
              </Button>
              <span className="rl-quiet">{t('unsaved')}</span>
            </>
          )}
        </div>
      )}
    </form>
  );
}

interface ItemFieldsProps {
  item: Draft;
  locale: Locale;
  isFixed: boolean;
  fault: string | null;
  onChange: (fields: Partial<Fields>) => void;
}

function ItemFields({ item, locale, isFixed, fault, onChange }: ItemFieldsProps) {
  const { t } = useTranslation('content');
  const fields = item.texts[locale];
  const german = locale === 'en' ? item.texts.de : EMPTY;
  if (item.kind === 'text')
    return (
      <Textarea
        label={t('field.body')}
        value={fields.body}
        placeholder={german.body}
        readOnly={isFixed}
        autosize
        minRows={3}
        maxLength={4096}
        error={fault}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
    );
  return (
    <>
      <TextInput
        label={t('field.link')}
        description={t('field.linkHelp')}
        type="url"
        value={fields.link}
        placeholder={german.link}
        readOnly={isFixed}
        error={fault}
        onChange={(event) => onChange({ link: event.currentTarget.value })}
      />
      <TextInput
        label={t('field.caption')}
        value={fields.caption}
        placeholder={german.caption}
        readOnly={isFixed}
        maxLength={1024}
        onChange={(event) => onChange({ caption: event.currentTarget.value })}
      />
      {item.kind === 'document' && (
        <TextInput
          label={t('field.filename')}
          value={fields.filename}
          placeholder={german.filename}
          readOnly={isFixed}
          maxLength={240}
          onChange={(event) => onChange({ filename: event.currentTarget.value })}
        />
      )}
    </>
  );
}
