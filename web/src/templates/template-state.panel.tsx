import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import type { TemplateRow, VersionRow } from './templates.queries';

const LOOK = {
  draft: { tone: 'warn', icon: 'circle-dashed' },
  published: { tone: 'good', icon: 'check' },
  archived: { tone: 'idle', icon: 'minus' },
  trial: { tone: 'idle', icon: 'send' },
} as const satisfies Record<VersionRow['state'], object>;

export function VersionState({ version }: { version: Pick<VersionRow, 'state' | 'number'> }) {
  const { t } = useTranslation('templates');
  const { state, number } = version;
  return (
    <Tag {...LOOK[state]} quiet={state !== 'draft'}>
      {t(`state.${state}`, { number })}
    </Tag>
  );
}

type Meant = Pick<TemplateRow, 'businessType' | 'season' | 'territory'>;

/** For whom it is meant, in one line. */
export function Audience({ template }: { template: Meant }) {
  const { t } = useTranslation('templates');
  const lists = useTranslation('lists').t;
  const { businessType, season, territory } = template;
  const parts = [
    businessType && lists(`businessType.${businessType}` as 'businessType.HOTEL', businessType),
    season && t(`season.${season}` as 'season.CHRISTMAS', season),
    territory,
  ].filter(Boolean);
  return <>{parts.length > 0 ? parts.join(' · ') : t('everybody')}</>;
}
