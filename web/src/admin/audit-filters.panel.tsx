import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uuid } from '../core/url';
import { DayField } from '../parts/day-field';
import { usersQuery } from './admin.queries';
import { useActWords } from './audit-entry.panel';
import type { AuditSearch } from './audit-search.queries';
import { auditActsQuery } from './audit.queries';

interface FiltersProps {
  search: AuditSearch;
  go: (search: AuditSearch) => void;
}

/** Who, what, to whom and when. */
export function AuditFilters({ search, go }: FiltersProps) {
  const { t } = useTranslation('audit');
  const users = useQuery(usersQuery({ state: 'ALL' })).data?.items ?? [];
  const words = useActWords();
  const acts = useQuery(auditActsQuery).data?.items ?? [];
  const set = (change: AuditSearch) =>
    go({ ...search, cursor: undefined, item: undefined, ...change });
  return (
    <div className="admin-filters audit-filters">
      <Select
        size="xs"
        label={t('fact.who')}
        placeholder={t('anybody')}
        data={users.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.actor ?? null}
        onChange={(actor) => set({ actor: actor ?? undefined })}
        searchable
        clearable
      />
      <Select
        size="xs"
        label={t('fact.act')}
        placeholder={t('anyAct')}
        data={[...new Set([...acts, ...(search.act === undefined ? [] : [search.act])])].map(
          (act) => ({ value: act, label: words(act) }),
        )}
        value={search.act ?? null}
        onChange={(act) => set({ act: act ?? undefined })}
        searchable
        clearable
      />
      <Subject
        key={search.subject}
        subject={search.subject}
        onChange={(subject) => set({ subject })}
      />
      <DayField
        label={t('from')}
        value={search.from ?? null}
        onChange={(from) => set({ from: from ?? undefined })}
      />
      <DayField
        label={t('until')}
        value={search.until ?? null}
        onChange={(until) => set({ until: until ?? undefined })}
      />
    </div>
  );
}

function Subject(props: {
  subject: string | undefined;
  onChange: (subject: string | undefined) => void;
}) {
  const { t } = useTranslation('audit');
  const [isWrong, setWrong] = useState(false);
  const take = (text: string) => {
    const found = uuid(text.trim());
    setWrong(text.trim() !== '' && found === undefined);
    if ((found ?? '') !== (props.subject ?? '')) props.onChange(found);
  };
  return (
    <TextInput
      size="xs"
      label={t('fact.subject')}
      placeholder={t('subjectId')}
      error={isWrong ? t('noId') : null}
      defaultValue={props.subject}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
      }}
    />
  );
}
