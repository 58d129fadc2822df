import {
  IconArrowsExchange,
  IconBan,
  IconCheck,
  IconChecklist,
  IconLicense,
  IconMail,
  IconMailX,
  IconMessageReply,
  IconNote,
  IconPackage,
  IconPencil,
  IconPhone,
  IconPlayerPause,
  IconPlayerPlay,
  IconRobot,
  IconTrendingUp,
  IconUserPlus,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Tone } from '../core/theme';
import { useFormat } from '../core/use-format';
import type { TagIcon } from '../parts/tag';
import type { LeadView } from './leads.queries';
import type { TimelineItem } from './timeline.queries';
import { contactName } from './work.queries';

/** One fact as its line shows it. */
export interface Line {
  readonly icon: TablerIcon;
  readonly title: string;
  readonly tag?: { tone: Tone; icon: TagIcon; text: string };
  /** Who, and what else belongs to it, in one quiet line. */
  readonly details: readonly (string | null | undefined | false)[];
  /** What somebody wrote; folded when it is long. */
  readonly text?: string | null;
}

const DECISION_LOOK = {
  queued: { tone: 'idle', icon: 'send' },
  skipped: { tone: 'idle', icon: 'minus' },
  deferred: { tone: 'warn', icon: 'hourglass' },
  cancelled: { tone: 'idle', icon: 'x' },
} as const;

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
};

const ACTIVITY_ICONS: Readonly<Record<string, TablerIcon>> = {
  CALL: IconPhone,
  QUALIFIED_CALL: IconPhone,
  EMAIL: IconMail,
  ANSWER: IconMessageReply,
  MEETING: IconUsers,
  DEMO: IconUsers,
  ROI_PRESENTATION: IconUsers,
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A fact in words. Reasons of decisions come from the server in the reader's language. */
export function useLine(lead: LeadView): (item: TimelineItem) => Line {
  const { t } = useTranslation('work');
  const leads = useTranslation('leads').t;
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const person = (item: TimelineItem, id: unknown) =>
    item.people.find((known) => known.id === id)?.name ?? null;
  return (item) => {
    const { data } = item;
    if (item.decision) return decisionLine(item.decision, t);
    if (item.type === 'crm.email.received.v1') return receivedLine(item, lead, t);
    if (item.type.startsWith('crm.email.')) return mailLine(item, t);
    if (item.activity) {
      const { kind, outcome, progress, loggedBy, nextAction, nextActionOn, occurredAt } =
        item.activity;
      const onOtherDay = format.date(occurredAt) !== format.date(item.activity.loggedAt);
      return {
        icon: ACTIVITY_ICONS[kind] ?? IconNote,
        title: kindLabel(kind, t),
        tag: outcome
          ? { tone: progress ? 'good' : 'idle', icon: 'check', text: t(`outcome.${outcome}`) }
          : undefined,
        details: [
          loggedBy?.name ?? t('automatic'),
          onOtherDay && t('timeline.happened', { at: format.dateTime(occurredAt) }),
          (nextAction ?? nextActionOn) &&
            t('timeline.next', {
              what: [nextAction, nextActionOn && format.date(nextActionOn)]
                .filter(Boolean)
                .join(', '),
            }),
        ],
        text: item.activity.text,
      };
    }
    if (item.consent) {
      const { channel, state, basis, source, contactId, recordedBy } = item.consent;
      const contact = lead.contacts.find(({ id }) => id === contactId);
      return {
        icon: IconLicense,
        title: t(`timeline.consent.${state}`, { channel: t(`channel.${channel}`) }),
        details: [
          contact && contactName(contact),
          basis && t(`basis.${basis}`),
          source,
          recordedBy?.name,
        ],
      };
    }
    if (item.type.startsWith('crm.task.')) {
      const done = item.type === 'crm.task.completed.v1';
      const title = item.task ? taskTitle(item.task, t) : kindLabel(text(data['kind']), t);
      return {
        icon: done ? IconCheck : IconChecklist,
        title: t(done ? 'timeline.taskDone' : 'timeline.taskOpened', { task: title }),
        details: done
          ? [person(item, data['completedBy']) ?? t('automatic')]
          : [
              item.task?.assignee?.name ?? t('tasks.manager'),
              t('tasks.due', { at: format.dateTime(text(data['dueAt'])) }),
            ],
      };
    }
    switch (item.type) {
      case 'crm.lead.registered.v1':
        return {
          icon: IconUserPlus,
          title: t('timeline.registered'),
          details: [
            lists(`source.${data['source'] as 'FAIR'}`, { defaultValue: text(data['source']) }),
            person(item, data['ownerId']),
          ],
        };
      case 'crm.lead.assigned.v1':
        return {
          icon: IconArrowsExchange,
          title: t(data['to'] === null ? 'timeline.released' : 'timeline.assigned', {
            owner: person(item, data['to']),
          }),
          details: [
            person(item, data['from']) &&
              t('timeline.before', { owner: person(item, data['from']) }),
            t(`assignReason.${data['reason'] as 'MANUAL'}`, { defaultValue: '' }),
          ],
        };
      case 'crm.lead.sample.delivered.v1':
        return { icon: IconPackage, title: t('timeline.sampleDelivered'), details: [] };
      case 'crm.lead.clock.stopped.v1':
        return {
          icon: IconPlayerPause,
          title: t('timeline.clockStopped'),
          details: [
            data['untilAt'] !== null &&
              t('timeline.until', { at: format.dateTime(text(data['untilAt'])) }),
          ],
        };
      case 'crm.lead.clock.restarted.v1':
        return { icon: IconPlayerPlay, title: t('timeline.clockRestarted'), details: [] };
      case 'crm.lead.status.changed.v1':
        return {
          icon: IconTrendingUp,
          title: t('timeline.status', {
            from: lists(`status.${data['from'] as 'ACTIVE'}`),
            to: lists(`status.${data['to'] as 'ACTIVE'}`),
          }),
          details: [t(`statusReason.${data['reason'] as 'REOPENED'}`, { defaultValue: '' })],
        };
      default:
        return {
          icon: IconPencil,
          title: t('timeline.changed', {
            fields: fieldNames(data['fields'], leads, t),
          }),
          details: [],
        };
    }
  };
}

function decisionLine(decision: NonNullable<TimelineItem['decision']>, t: TFunction<'work'>): Line {
  const { outcome, sentence, decidedBy, counterfactual, note } = decision;
  return {
    icon: IconRobot,
    title: sentence,
    tag: { ...DECISION_LOOK[outcome], text: t(`decision.${outcome}`) },
    details: [decidedBy?.name ?? t('automatic'), counterfactual],
    text: note,
  };
}

function mailLine({ type, mail, data }: TimelineItem, t: TFunction<'work'>): Line {
  const fact = type.split('.')[2] ?? '';
  const look = MAIL_LOOK[fact] ?? { tone: 'idle' as const, icon: 'minus' as const, line: IconMail };
  const reason = text(data['reason']);
  return {
    icon: look.line,
    title: t(
      `mail.${fact === 'unsubscribed' || fact === 'bounced' || fact === 'complained' ? fact : 'to'}`,
      {
        to: mail?.toAddress ?? t('mail.somebody'),
      },
    ),
    tag: { tone: look.tone, icon: look.icon, text: t(`mailState.${fact as 'sent'}`) },
    details: [
      mail && t('mail.template', { key: mail.templateKey, version: mail.templateVersion }),
      reason && t('mail.reason', { reason }),
    ],
  };
}

/** What came in: who wrote and of what kind it is; its text belongs to whoever holds the conversation. */
function receivedLine({ data }: TimelineItem, lead: LeadView, t: TFunction<'work'>): Line {
  const from = lead.contacts.find(({ id }) => id === data['contactId']);
  const isHuman = data['kind'] === 'HUMAN';
  return {
    icon: IconMessageReply,
    title: t(isHuman ? 'received.answer' : 'received.mail', {
      from: from ? contactName(from) : t('mail.somebody'),
    }),
    tag: {
      tone: isHuman ? 'info' : 'idle',
      icon: 'mail-forward',
      text: t(`receivedKind.${data['kind'] as 'HUMAN'}`, { defaultValue: text(data['kind']) }),
    },
    details: [data['otherSender'] === true && t('received.other')],
  };
}

export const kindLabel = (kind: string, t: TFunction<'work'>): string =>
  t(`kind.${kind as 'CALL'}`, { defaultValue: kind });

/** A task in the words of who opened it, else by its kind and what it is about. */
export function taskTitle(
  task: { kind: string; subjectCode: string; text: string | null },
  t: TFunction<'work'>,
): string {
  return (
    task.text ??
    t(`taskKind.${task.kind as 'CONSENT_MISSING'}`, {
      code: task.subjectCode,
      defaultValue: task.kind,
    })
  );
}

const OWN_FIELDS = ['contacts', 'collaborators', 'automation', 'stage'] as const;

function fieldNames(fields: unknown, leads: TFunction<'leads'>, t: TFunction<'work'>): string {
  const names = Array.isArray(fields) ? fields.filter((f) => typeof f === 'string') : [];
  const label = (name: string): string => {
    const own = OWN_FIELDS.find((known) => name === known || name.startsWith(`${known}.`));
    if (own) return t(`field.${own}`);
    const field = name.replace(/^company\./, '').replace(/^name$/, 'company');
    return leads(`fields.${field as 'city'}`, { defaultValue: name });
  };
  return [...new Set(names.map(label))].join(', ');
}
