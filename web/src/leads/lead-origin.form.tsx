import '@mantine/dates/styles.layer.css';
import { Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SOURCES_BY_HAND } from '../api/lists';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { colleaguesQuery } from '../core/colleagues';
import { territoriesQuery } from './lead-acts.queries';

import { type LeadFormState, Section } from './lead-company.form';

export function OriginFields({ form }: { form: LeadFormState }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const own = territories.filter(
    ({ code }) => session.scope.kind === 'all' || session.user.territories.includes(code),
  );
  const owners = colleagues.filter(({ role }) => role === 'SALES' || role === 'MANAGER');
  const at = (field: string) => ({ key: form.key(field), ...form.getInputProps(field) });
  return (
    <Section title={t('form.origin')}>
      <Select
        {...at('source')}
        className="span-3"
        label={t('fields.source')}
        data={SOURCES_BY_HAND.map((value) => ({ value, label: lists(`source.${value}`) }))}
        withAsterisk
        required
        allowDeselect={false}
      />
      <TextInput
        {...at('sourceCampaign')}
        className="span-3"
        label={t('fields.sourceCampaign')}
        autoComplete="off"
      />
      {own.length > 1 && (
        <Select
          {...at('territory')}
          className="span-3"
          label={t('fields.territory')}
          placeholder={t('form.territoryAuto')}
          data={own.map(({ code, name }) => ({ value: code, label: name }))}
          clearable
        />
      )}
      {may(session, 'leads.assign') && (
        <Select
          {...at('ownerId')}
          className="span-3"
          label={t('fields.owner')}
          placeholder={t('form.ownerAuto')}
          data={owners.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
        />
      )}
      <TagsInput {...at('tags')} className="span-6" label={t('fields.tags')} maxTags={20} />
    </Section>
  );
}
