import { Checkbox, MultiSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, CONTACT_ROLES, LEAD_SOURCES, LEAD_STATUSES } from '../api/lists';
import { colleaguesQuery } from '../core/colleagues';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import {
  type Audience,
  CLOCK_STATES,
  importsQuery,
  type Narrowing,
  PROTECTION_STATES,
  territoriesQuery,
} from './content.queries';

interface AudienceProps {
  audience: Audience;
  set: (audience: Audience) => void;
}

/** Whom a campaign is for: leads by everything that lists of leads filter by, and which of their contacts. */
export function AudienceFields({ audience, set }: AudienceProps) {
  const { t } = useTranslation('content');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const imports =
    useQuery({ ...importsQuery, enabled: may(session, 'leads.import.read') }).data?.items ?? [];
  const several = (
    key: Narrowing,
    label: string,
    options: readonly { value: string; label: string }[],
  ) => (
    <MultiSelect
      label={label}
      placeholder={audience[key].length === 0 ? t('campaign.everybody') : undefined}
      data={options}
      value={[...audience[key]]}
      onChange={(values) => set({ ...audience, [key]: values })}
      searchable={options.length > 10}
    />
  );
  const named = <T extends string>(values: readonly T[], name: (value: T) => string) =>
    values.map((value) => ({ value, label: name(value) }));
  return (
    <>
      {several(
        'status',
        t('campaign.status'),
        named(LEAD_STATUSES, (v) => lists(`status.${v}`)),
      )}
      {several('owner', t('campaign.owner'), [
        { value: 'me', label: t('campaign.me') },
        { value: 'none', label: t('campaign.nobody') },
        ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
      ])}
      {several(
        'territory',
        t('campaign.territory'),
        territories.map(({ code, name }) => ({ value: code, label: name })),
      )}
      {several(
        'businessType',
        t('campaign.businessType'),
        named(BUSINESS_TYPES, (v) => lists(`businessType.${v}`)),
      )}
      {several(
        'source',
        t('campaign.source'),
        named(LEAD_SOURCES, (v) => lists(`source.${v}`)),
      )}
      {several(
        'protection',
        t('campaign.protection'),
        named(PROTECTION_STATES, (v) => t(`campaign.protectionState.${v}`)),
      )}
      {several(
        'clock',
        t('campaign.clock'),
        named(CLOCK_STATES, (v) => t(`campaign.clockState.${v}`)),
      )}
      {imports.length > 0 &&
        several(
          'import',
          t('campaign.import'),
          imports
            .filter(({ created }) => created > 0)
            .map(({ id, fileName }) => ({ value: id, label: fileName })),
        )}
      <TextInput
        label={t('campaign.words')}
        description={t('campaign.wordsHelp')}
        value={audience.q}
        maxLength={120}
        onChange={(event) => set({ ...audience, q: event.currentTarget.value })}
      />
      {several(
        'roles',
        t('campaign.roles'),
        named(CONTACT_ROLES, (v) => lists(`contactRole.${v}`)),
      )}
      <Checkbox
        label={t('campaign.onlyPrimary')}
        checked={audience.onlyPrimary}
        onChange={(event) => set({ ...audience, onlyPrimary: event.currentTarget.checked })}
      />
    </>
  );
}
