import { IconTargetArrow } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { Format } from '../core/format';
import type { Line } from '../parts/timeline';
import type { TimelineItem } from './timeline.queries';

const CLOSED = {
  WON: { tone: 'good', icon: 'check' },
  LOST: { tone: 'idle', icon: 'x' },
} as const;

const isClosed = (stage: string): stage is keyof typeof CLOSED => stage in CLOSED;

/** What became of an opportunity: its name, where it stands, what it may be worth, who moved it. */
export function chanceLine(
  { type, data, opportunity }: TimelineItem,
  by: string | null,
  { t, lists, format }: { t: TFunction<'work'>; lists: TFunction<'lists'>; format: Format },
): Line {
  const opened = type === 'crm.opportunity.opened.v1';
  const stage = String(data[opened ? 'stage' : 'to']);
  const word = lists(`opportunityStage.${stage as 'NEEDS'}`);
  const moved = opened || data['from'] !== data['to'];
  const amount = { cents: Number(data['amountCents']), currency: String(data['currency']) };
  return {
    icon: IconTargetArrow,
    title: t(
      opened ? 'timeline.chance' : moved ? 'timeline.chanceMoved' : 'timeline.chanceEdited',
      {
        what: opportunity?.title ?? '',
        stage: word,
      },
    ),
    tag: isClosed(stage) ? { ...CLOSED[stage], text: word } : undefined,
    details: [format.money(amount), opened && word, by],
  };
}
