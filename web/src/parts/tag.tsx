import {
  IconAlarm,
  IconAlertOctagon,
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconCircleOff,
  IconClock,
  IconHelpCircle,
  IconHourglass,
  IconMailForward,
  IconMinus,
  IconPlayerPause,
  IconSend,
  IconTrendingUp,
  IconUserCheck,
  IconX,
  IconCircleMinus,
  IconLockOpen,
  IconMoodSad,
  IconPlaneDeparture,
  IconThumbUp,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Tone } from '../core/theme';
import './tag.css';

const ICONS = {
  alarm: IconAlarm,
  'alert-octagon': IconAlertOctagon,
  'alert-triangle': IconAlertTriangle,
  ban: IconBan,
  check: IconCheck,
  'circle-dashed': IconCircleDashed,
  'circle-off': IconCircleOff,
  clock: IconClock,
  'help-circle': IconHelpCircle,
  hourglass: IconHourglass,
  'mail-forward': IconMailForward,
  minus: IconMinus,
  'player-pause': IconPlayerPause,
  send: IconSend,
  'trending-up': IconTrendingUp,
  'user-check': IconUserCheck,
  'circle-minus': IconCircleMinus,
  'lock-open': IconLockOpen,
  'mood-sad': IconMoodSad,
  'plane-departure': IconPlaneDeparture,
  'thumb-up': IconThumbUp,
  x: IconX,
};
export type TagIcon = keyof typeof ICONS;

interface TagProps {
  tone: Tone;
  icon: TagIcon;
  /** Tinted tags are for what wants a person; a normal state is quiet text with its icon. */
  quiet?: boolean;
  children: ReactNode;
}

export function Tag({ tone, icon, quiet = false, children }: TagProps) {
  const Icon = ICONS[icon];
  return (
    <span className={quiet ? 'tag tag-quiet' : 'tag'} data-tone={tone}>
      <Icon size={14} stroke={1.75} aria-hidden />
      {children}
    </span>
  );
}
