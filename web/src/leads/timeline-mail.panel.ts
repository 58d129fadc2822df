import {
  IconBan,
  IconMail,
  IconMailX,
  IconMessageQuestion,
  IconMessageReply,
  IconRobot,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { RESPONSE_LOOK, type ResponseClass } from '../api/lists';
import type { Names } from '../api/names';
import type { Format } from '../core/format';
import type { Tone } from '../core/theme';
import type { TagIcon } from '../parts/tag';
import type { Line } from '../parts/timeline';
import type { LeadView } from './leads.queries';
import { textOf, type TimelineItem } from './timeline.queries';
import { contactName } from './work.queries';

const MAIL_LOOK: Readonly<Record<string, { tone: Tone; icon: TagIcon; line: TablerIcon }>> = {
  queued: { tone: 'idle', icon: 'send', line: IconMail },
  sent: { tone: 'idle', icon: 'check', line: IconMail },
  failed: { tone: 'bad', icon: 'alert-octagon', line: IconMailX },
  unknown: { tone: 'warn', icon: 'help-circle', line: IconMailX },
  cancelled: { tone: 'idle', icon: 'x', line: IconMailX },
  suppressed: { tone: 'idle', icon: 'minus', line: IconBan },
  delivered: { tone: 'good', icon: 'check', line: IconMail },
  complained: { tone: 'bad', icon: 'ban', line: IconBan },
  unsubscribed: { tone: 'bad', icon: 'ban', line: IconBan },
  bounced: { tone: 'bad', icon: 'alert-triangle', line: IconMailX },
  opened: { tone: 'good', icon: 'check', line: IconMail },
  clicked: { tone: 'good', icon: 'check', line: IconMail },
  fetched: { tone: 'idle', icon: 'minus', line: IconRobot },
};
/** Facts of a mail that its recipient, or their server, made. */
const OF_RECIPIENT = ['unsubscribed', 'bounced', 'complained', 'opened', 'clicked'];

/** What happened to a mail of ours. */
export function mailLine(
  { type, mail, data }: TimelineItem,
  t: TFunction<'work'>,
  names: Names,
): Line {
  const isMachine = typeof data['machine'] === 'string';
  const fact = isMachine ? 'fetched' : (type.split('.')[2] ?? '');
  const look = MAIL_LOOK[fact] ?? { tone: 'idle' as const, icon: 'minus' as const, line: IconMail };
  const reason = textOf(data['reason']);
  return {
    icon: look.line,
    title: t(`mail.${(OF_RECIPIENT.includes(fact) ? fact : 'to') as 'to'}`, {
      to: mail?.toAddress ?? t('mail.somebody'),
    }),
    tag: { tone: look.tone, icon: look.icon, text: t(`mailState.${fact as 'sent'}`) },
    details: [
      mail &&
        t('mail.template', {
          key: names.template(mail.templateKey),
          version: mail.templateVersion,
        }),
      isMachine && t('mail.machine'),
      textOf(data['place']),
      reason && t('mail.reason', { reason: names.mailReason(reason) }),
    ],
  };
}

/** How an answer was read, with how sure that is; a person's word is sure. */
export function classifiedLine(
  { data }: TimelineItem,
  decidedBy: string | null,
  { t, lists, format }: { t: TFunction<'work'>; lists: TFunction<'lists'>; format: Format },
): Line {
  const read = data['class'] as ResponseClass;
  const waits = data['state'] === 'review';
  const sure = typeof data['confidence'] === 'number' ? format.rate(data['confidence']) : null;
  return {
    icon: IconMessageQuestion,
    title: t(waits ? 'timeline.toReview' : 'timeline.classified'),
    tag: {
      ...RESPONSE_LOOK[read],
      text: [lists(`response.${read}`), sure].filter(Boolean).join(' · '),
    },
    details: [
      decidedBy ?? t('automatic'),
      data['channel'] === 'person' ? t('timeline.reported') : null,
      typeof data['pauseUntil'] === 'string' &&
        t('timeline.pausedUntil', { at: format.date(data['pauseUntil']) }),
    ],
  };
}

/** What came in: who wrote and of what kind it is; its text belongs to whoever holds the conversation. */
export function receivedLine(
  { data }: TimelineItem,
  contacts: LeadView['contacts'],
  t: TFunction<'work'>,
): Line {
  const from = contacts.find(({ id }) => id === data['contactId']);
  const isHuman = data['kind'] === 'HUMAN';
  return {
    icon: IconMessageReply,
    title: t(isHuman ? 'received.answer' : 'received.mail', {
      from: from ? contactName(from) : t('received.somebody'),
    }),
    tag: {
      tone: isHuman ? 'info' : 'idle',
      icon: 'mail-forward',
      text: t(`receivedKind.${data['kind'] as 'HUMAN'}`, { defaultValue: textOf(data['kind']) }),
    },
    details: [data['otherSender'] === true && t('received.other')],
  };
}
