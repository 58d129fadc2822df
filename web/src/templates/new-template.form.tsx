import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import {
  createTemplate,
  currentOf,
  templateKeys,
  type TemplateRow,
  versionQuery,
} from './templates.queries';

const BUSINESS = ['RESTAURANT', 'HOTEL', 'CATERING', 'CANTEEN', 'WHOLESALE', 'RETAIL'] as const;
const SEASONS = ['ASPARAGUS', 'OKTOBERFEST', 'CHRISTMAS'] as const;
const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

interface NewTemplateProps {
  opened: boolean;
  onClose: () => void;
  templates: readonly TemplateRow[];
}

/** A new template begins with the text of another one: nobody writes a mail's tables by hand. */
export function NewTemplate({ opened, onClose, templates }: NewTemplateProps) {
  const { t } = useTranslation('templates');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('new.title')}>
      {opened && <Fields onClose={onClose} templates={templates} />}
    </Dialog>
  );
}

function Fields({ onClose, templates }: Omit<NewTemplateProps, 'opened'>) {
  const { t } = useTranslation('templates');
  const names = useNames();
  const lists = useTranslation('lists').t;
  const parts = useTranslation('parts').t;
  const [key, setKey] = useState('');
  const [from, setFrom] = useState(templates[0]?.id ?? '');
  const [businessType, setBusinessType] = useState<string | null>(null);
  const [season, setSeason] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const source = templates.find(({ id }) => id === from);
  const { busy, error, run } = useCreation(source);
  const isWrong = !KEY.test(key);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (!isWrong) void run({ key, businessType, season });
  };
  return (
    <form className="dialog-form" noValidate onSubmit={submit}>
      <TextInput
        label={t('new.key')}
        description={t('new.keyHelp')}
        error={tried && isWrong ? t('new.keyWrong') : null}
        value={key}
        maxLength={60}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t('new.from')}
        data={templates.map(({ id, key: name, purpose }) => ({
          value: id,
          label: `${names.template(name)} (${names.purpose(purpose)})`,
        }))}
        value={from}
        onChange={(id) => setFrom(id ?? from)}
        allowDeselect={false}
      />
      <Select
        label={t('new.businessType')}
        placeholder={t('everybody')}
        data={BUSINESS.map((value) => ({ value, label: lists(`businessType.${value}`) }))}
        value={businessType}
        onChange={setBusinessType}
        clearable
      />
      <Select
        label={t('new.season')}
        placeholder={t('new.anySeason')}
        data={SEASONS.map((value) => ({ value, label: t(`season.${value}`) }))}
        value={season}
        onChange={setSeason}
        clearable
      />
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button type="submit" loading={busy}>
          {t('new.act')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {parts('cancel')}
        </Button>
      </div>
    </form>
  );
}

interface Wish {
  readonly key: string;
  readonly businessType: string | null;
  readonly season: string | null;
}

/** Makes it with the source's text and opens its draft. */
function useCreation(source: TemplateRow | undefined) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const version = source && currentOf(source);
  useQuery({ ...versionQuery(version?.id ?? ''), enabled: version !== undefined });
  const run = async (wish: Wish) => {
    if (!source || !version) return;
    setBusy(true);
    setError(null);
    try {
      const { bodies } = await queries.query({ ...versionQuery(version.id), staleTime: 'static' });
      const { de, en } = bodies;
      if (!de) throw new Error('A template without a German text cannot stand.');
      const made = await createTemplate({
        ...wish,
        purpose: source.purpose === 'T7' ? 'T7' : 'T3',
        stream: source.stream,
        bodies: { de, ...(en && { en }) },
      });
      await queries.invalidateQueries({ queryKey: templateKeys.list });
      await navigate({
        to: '/templates/$id/v/$n',
        params: { id: made.templateId, n: String(made.number) },
      });
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return { busy, error, run };
}
