import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import type { Campaign, PackageRow } from './content.queries';

const LOOKS = {
  draft: { tone: 'warn', icon: 'circle-dashed' },
  approved: { tone: 'good', icon: 'check' },
  archived: { tone: 'idle', icon: 'x' },
} as const;

export function PackageState({ version }: { version: Pick<PackageRow, 'state' | 'number'> }) {
  const { t } = useTranslation('content');
  return (
    <Tag {...LOOKS[version.state]} quiet={version.state !== 'draft'}>
      {t(`state.${version.state}`, { number: version.number })}
    </Tag>
  );
}

const CAMPAIGN_LOOKS = {
  draft: { tone: 'idle', icon: 'circle-dashed' },
  running: { tone: 'info', icon: 'send' },
  paused: { tone: 'warn', icon: 'player-pause' },
  finished: { tone: 'good', icon: 'check' },
  stopped: { tone: 'idle', icon: 'x' },
} as const;

export function CampaignState({ state }: Pick<Campaign, 'state'>) {
  const { t } = useTranslation('content');
  return (
    <Tag {...CAMPAIGN_LOOKS[state]} quiet={state !== 'paused'}>
      {t(`campaign.state.${state}`)}
    </Tag>
  );
}
