import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { BUSINESS_TYPES } from '../api/lists';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import type { FilterField } from '../parts/filter-chips';
import { colleaguesQuery } from '../core/colleagues';
import type { Group } from './analytics-search.queries';
import { teamsQuery, templateNamesQuery, territoriesQuery } from './analytics.queries';
import { useNumbers } from './numbers.panel';

const STEPS = ['T3', 'T7'];
const CHANNELS = ['email', 'whatsapp'] as const;

/** What can be filtered by, with the names of what there is. */
export function useFields(): FilterField[] {
  const { t } = useTranslation('analytics');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const isWide = session.scope.kind !== 'own';
  const versions = useVersions();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: isWide }).data?.items ?? [];
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const teams = useQuery({ ...teamsQuery, enabled: isWide }).data?.items ?? [];
  const field = (key: Parameters<typeof fieldLabel>[0], options: FilterField['options']) => ({
    key,
    label: fieldLabel(key),
    options,
  });
  const fieldLabel = (
    key: 'step' | 'channel' | 'territory' | 'owner' | 'team' | 'businessType' | 'templateVersion',
  ) => t(`group.${key}`);
  const fields = [
    field(
      'step',
      STEPS.map((value) => ({ value, label: value })),
    ),
    field(
      'channel',
      CHANNELS.map((value) => ({ value, label: lists(`messageChannel.${value}`) })),
    ),
    field(
      'territory',
      territories.map(({ code, name }) => ({ value: code, label: name })),
    ),
    field('owner', [
      { value: 'me', label: t('me') },
      { value: 'none', label: t('nobody') },
      ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
    ]),
    field(
      'team',
      teams.map(({ id, name }) => ({ value: id, label: name })),
    ),
    field(
      'businessType',
      BUSINESS_TYPES.map((value) => ({ value, label: lists(`businessType.${value}`) })),
    ),
    field(
      'templateVersion',
      versions.map(({ id, name }) => ({ value: id, label: name })),
    ),
  ];
  const narrow = fields.filter(({ key }) => isWide || (key !== 'owner' && key !== 'team'));
  return narrow.filter(({ options }) => options.length > 0);
}

function useVersions(): { id: string; name: string }[] {
  const session = useSession();
  const names = useNames();
  const templates =
    useQuery({ ...templateNamesQuery, enabled: may(session, 'templates.read') }).data?.items ?? [];
  return templates.flatMap(({ key, versions }) =>
    versions
      .filter(({ publishedAt }) => publishedAt !== null)
      .map(({ id, number }) => ({ id, name: `${names.template(key)} v${String(number)}` })),
  );
}

interface Keyed {
  readonly key: string | null;
  readonly label?: string | null;
}

/** The name of a group by what it is grouped by. */
export function useGroupName(): (groupBy: Group, group: Keyed) => string {
  const { t } = useTranslation('analytics');
  const lists = useTranslation('lists').t;
  const numbers = useNumbers();
  const session = useSession();
  const versions = useVersions();
  const teams =
    useQuery({ ...teamsQuery, enabled: session.scope.kind !== 'own' }).data?.items ?? [];
  return (groupBy, { key, label }) => {
    if (key === null) return t('unnamed');
    if (label) return label;
    switch (groupBy) {
      case 'day':
      case 'week':
      case 'month':
        return numbers.bucket(key, groupBy);
      case 'channel':
        return lists(`messageChannel.${key as 'email'}`);
      case 'businessType':
        return lists(`businessType.${key as 'HOTEL'}`);
      case 'team':
        return teams.find(({ id }) => id === key)?.name ?? t('unknownTeam');
      case 'templateVersion':
        return versions.find(({ id }) => id === key)?.name ?? t('version', { id: key.slice(-8) });
      case 'owner':
        return t('unknownOwner');
      case 'step':
      case 'variant':
      case 'territory':
        return key;
    }
  };
}
