import {
  IconBrandWhatsapp,
  IconCheck,
  IconClick,
  IconLockOpen,
  IconMessageQuestion,
  IconMessageReply,
  IconPackage,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { Tone } from '../core/theme';
import type { TagIcon } from '../parts/tag';
import type { Line } from '../parts/timeline';
import type { LeadView } from './leads.queries';
import { textOf, type TimelineItem } from './timeline.queries';
import { contactName } from './work.queries';

const STATE_LOOK: Readonly<Record<string, { tone: Tone; icon: TagIcon }>> = {
  queued: { tone: 'idle', icon: 'send' },
  claimed: { tone: 'idle', icon: 'send' },
  accepted: { tone: 'idle', icon: 'send' },
  sent: { tone: 'idle', icon: 'check' },
  delivered: { tone: 'good', icon: 'check' },
  read: { tone: 'good', icon: 'check' },
  failed: { tone: 'bad', icon: 'alert-octagon' },
  unknown: { tone: 'warn', icon: 'help-circle' },
  cancelled: { tone: 'idle', icon: 'x' },
  suppressed: { tone: 'idle', icon: 'minus' },
};

const CHANNEL_FACTS = ['crm.message.', 'crm.button.', 'crm.content.', 'crm.conversation.'];

export const isOfChannel = (type: string): boolean =>
  CHANNEL_FACTS.some((prefix) => type.startsWith(prefix));

/** What happened by WhatsApp: who wrote, what was tapped, what was delivered. */
export function channelLine(
  item: TimelineItem,
  contacts: LeadView['contacts'],
  t: TFunction<'work'>,
): Line {
  const { type, data, message } = item;
  const contact = contacts.find(({ id }) => id === data['contactId']);
  const who = contact ? contactName(contact) : null;
  switch (type) {
    case 'crm.message.received.v1':
      return {
        icon: IconMessageReply,
        title: t(`chat.received.${textOf(data['kind']) as 'text'}`, {
          defaultValue: t('chat.received.other'),
        }),
        details: [who, message?.filename],
        text: message?.text,
      };
    case 'crm.message.sent.v1': {
      const state = message?.state ?? 'sent';
      const look = STATE_LOOK[state] ?? { tone: 'idle' as const, icon: 'send' as const };
      return {
        icon: IconBrandWhatsapp,
        title: t(data['templateKey'] === null ? 'chat.sent' : 'chat.sentTemplate'),
        tag: { ...look, text: t(`chat.state.${state as 'sent'}`, { defaultValue: state }) },
        details: [
          message?.authorName ?? t('automatic'),
          who,
          textOf(data['templateKey']) && t('chat.template', { key: textOf(data['templateKey']) }),
          message?.reason && t('mail.reason', { reason: message.reason }),
        ],
        text: message?.text,
      };
    }
    case 'crm.button.clicked.v1':
      return {
        icon: IconClick,
        title: t('chat.tapped', {
          button: message?.text ?? t(`chat.button.${data['button'] as 'unlock'}`),
        }),
        details: [who],
      };
    case 'crm.content.unlocked.v1':
      return {
        icon: IconLockOpen,
        title: t('chat.unlocked', { key: textOf(data['packageKey']) }),
        details: [who, t(`chat.via.${data['via'] as 'button'}`)],
      };
    case 'crm.content.delivered.v1': {
      const isWhole = data['outcome'] === 'delivered';
      return {
        icon: IconPackage,
        title: t('chat.delivered', { key: textOf(data['packageKey']) }),
        tag: isWhole
          ? { tone: 'good', icon: 'check', text: t('chat.whole') }
          : { tone: 'warn', icon: 'alert-triangle', text: t('chat.partly') },
        details: [
          who,
          t('chat.items', { accepted: Number(data['accepted']), of: Number(data['items']) }),
        ],
      };
    }
    case 'crm.conversation.escalated.v1':
      return {
        icon: IconMessageQuestion,
        title: t('chat.escalated'),
        details: [t(`chat.reason.${data['reason'] as 'complaint'}`)],
      };
    default:
      return {
        icon: IconCheck,
        title: t('chat.closed'),
        details: [t(`chat.closeReason.${data['reason'] as 'resolved'}`, { defaultValue: '' })],
      };
  }
}
