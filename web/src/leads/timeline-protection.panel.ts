import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconPackage,
  IconPlayerPause,
  IconPlayerPlay,
  IconShield,
  IconShieldOff,
  IconShieldPlus,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { Format } from '../core/format';
import type { Line } from '../parts/timeline';
import { textOf, type TimelineItem } from './timeline.queries';

/** What happened to the protection of a lead and to its clock; null for any other fact. */
export function protectionLine(
  { type, data }: TimelineItem,
  person: (id: unknown) => string | null,
  { t, format }: { t: TFunction<'work'>; format: Format },
): Line | null {
  const until = (at: unknown) => t('timeline.until', { at: format.dateTime(textOf(at)) });
  switch (type) {
    case 'crm.lead.sample.delivered.v1':
      return { icon: IconPackage, title: t('timeline.sampleDelivered'), details: [] };
    case 'crm.lead.merged.v1':
      return { icon: IconArrowMerge, title: t('timeline.merged'), details: [] };
    case 'crm.lead.unmerged.v1':
      return { icon: IconArrowsSplit2, title: t('timeline.unmerged'), details: [] };
    case 'crm.lead.clock.stopped.v1':
      return {
        icon: IconPlayerPause,
        title: t('timeline.clockStopped'),
        details: [data['untilAt'] !== null && until(data['untilAt'])],
      };
    case 'crm.lead.protection.reminded.v1':
      return {
        icon: IconShield,
        title: t('timeline.reminded'),
        details: [person(data['ownerId']), until(data['deadline'])],
      };
    case 'crm.lead.protection.lapsed.v1':
      return {
        icon: IconShieldOff,
        title: t('timeline.lapsed'),
        details: [
          t(`lapseReason.${data['reason'] as 'ENDED'}`, { defaultValue: '' }),
          person(data['ownerId']) && t('timeline.before', { owner: person(data['ownerId']) }),
        ],
      };
    case 'crm.lead.protection.extended.v1':
      return {
        icon: IconShieldPlus,
        title: t('timeline.extended', { count: Number(data['days']) }),
        details: [],
      };
    case 'crm.lead.protection.backdated.v1':
      return {
        icon: IconShield,
        title: t('timeline.backdated', { at: format.date(textOf(data['from'])) }),
        details: [],
      };
    case 'crm.lead.clock.restarted.v1':
      return { icon: IconPlayerPlay, title: t('timeline.clockRestarted'), details: [] };
    default:
      return null;
  }
}
