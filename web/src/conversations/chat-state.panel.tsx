import { IconBrandWhatsapp, IconClockHour4, IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../core/now';
import { Tag } from '../parts/tag';
import { useFormat } from '../core/use-format';
import { type ConversationRow, minutesLeft } from './chats.queries';

const HOUR = 60;
/** From here on somebody should hurry. */
const SHORT_MINUTES = 2 * HOUR;

export function ChannelIcon({ channel }: Pick<ConversationRow, 'channel'>) {
  const lists = useTranslation('lists').t;
  const Icon = channel === 'email' ? IconMail : IconBrandWhatsapp;
  return (
    <>
      <Icon size={14} stroke={1.5} aria-hidden />
      <span className="rl-hidden">{lists(`messageChannel.${channel}`)}: </span>
    </>
  );
}

/** In minutes and hours: `3:12 Std`, `42 Min`. */
export function useSpan(): (minutes: number) => string {
  const { t } = useTranslation('conversations');
  return (minutes) =>
    minutes < HOUR
      ? t('window.minutes', { count: minutes })
      : t('window.hours', {
          shown: `${String(Math.floor(minutes / HOUR))}:${String(minutes % HOUR).padStart(2, '0')}`,
        });
}

/** How long one may still write freely; quiet while there is time. */
export function WindowLeft({ until }: { until: string | null }) {
  const { t } = useTranslation('conversations');
  const span = useSpan();
  const minutes = minutesLeft(until, useNow());
  if (minutes === null) return null;
  if (minutes === 0)
    return (
      <span className="chats-window" data-shut>
        {t('window.shut')}
      </span>
    );
  if (minutes <= SHORT_MINUTES)
    return (
      <Tag tone="warn" icon="hourglass">
        {t('window.left', { span: span(minutes) })}
      </Tag>
    );
  return (
    <span className="chats-window rl-num">
      <IconClockHour4 size={14} stroke={1.5} aria-hidden />
      {t('window.left', { span: span(minutes) })}
    </span>
  );
}

/** The state of a conversation, and whether it waits for words of ours; open is the normal one and says nothing. */
export function ChatTag({ chat }: { chat: ConversationRow }) {
  const { t } = useTranslation('conversations');
  const format = useFormat();
  const now = useNow();
  if (chat.state === 'snoozed')
    return (
      <Tag tone="idle" icon="player-pause" quiet>
        {chat.snoozedUntil === null
          ? t('state.snoozed')
          : t('state.snoozedUntil', { at: format.ago(chat.snoozedUntil, now) })}
      </Tag>
    );
  if (chat.state === 'closed')
    return (
      <Tag tone="idle" icon="check" quiet>
        {t(`closed.${chat.closeReason ?? 'resolved'}`)}
      </Tag>
    );
  if (chat.waiting === null) return null;
  const isLate = Date.parse(chat.waiting.dueAt) < now.getTime();
  return (
    <Tag tone={isLate ? 'bad' : 'warn'} icon={isLate ? 'alert-triangle' : 'hourglass'}>
      {isLate
        ? t('state.overdue')
        : t('state.waiting', { at: format.soon(chat.waiting.dueAt, now) })}
    </Tag>
  );
}
