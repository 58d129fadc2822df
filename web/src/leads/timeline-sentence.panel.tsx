import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconBuildingStore,
  IconCheck,
  IconChecklist,
  IconGavel,
  IconLicense,
  IconMail,
  IconMessageReply,
  IconNote,
  IconPencil,
  IconPhone,
  IconRobot,
  IconShieldOff,
  IconTrendingUp,
  IconUserPlus,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { useFormat } from '../core/use-format';
import type { Line } from '../parts/timeline';
import type { LeadView } from './leads.queries';
import { chanceLine } from './timeline-chance.panel';
import { channelLine, isOfChannel } from './timeline-channel.panel';
import { classifiedLine, mailLine, receivedLine } from './timeline-mail.panel';
import { protectionLine } from './timeline-protection.panel';
import { type Act, textOf, type TimelineItem } from './timeline.queries';
import { contactName } from './work.queries';

const DECISION_LOOK = {
  queued: { tone: 'idle', icon: 'send' },
  skipped: { tone: 'idle', icon: 'minus' },
  deferred: { tone: 'warn', icon: 'hourglass' },
  cancelled: { tone: 'idle', icon: 'x' },
} as const;

const ACTIVITY_ICONS: Readonly<Record<string, TablerIcon>> = {
  CALL: IconPhone,
  QUALIFIED_CALL: IconPhone,
  EMAIL: IconMail,
  ANSWER: IconMessageReply,
  MEETING: IconUsers,
  DEMO: IconUsers,
  ROI_PRESENTATION: IconUsers,
};

const CLASSIFIED = 'crm.response.classified.v1';
/** A fact, alone or with what belongs to it. */
type Told = TimelineItem & Partial<Pick<Act, 'inner'>>;

/** A fact in words. Reasons of decisions come from the server in the reader's language. */
export function useLine({ contacts }: Pick<LeadView, 'contacts'>): (item: Told) => Line {
  const { t } = useTranslation('work');
  const leads = useTranslation('leads').t;
  const lists = useTranslation('lists').t;
  const names = useNames();
  const format = useFormat();
  const person = (item: TimelineItem, id: unknown) =>
    item.people.find((known) => known.id === id)?.name ?? null;
  const own = (item: TimelineItem): Line => {
    const { data } = item;
    if (item.decision) return decisionLine(item.decision, t);
    if (item.type === 'crm.email.received.v1') return receivedLine(item, contacts, t);
    if (item.type.startsWith('crm.email.')) return mailLine(item, t, names);
    if (item.type.startsWith('crm.opportunity.'))
      return chanceLine(item, person(item, data['by']), { t, lists, format });
    if (isOfChannel(item.type)) return channelLine(item, contacts, t);
    if (item.activity) {
      const { kind, outcome, progress, loggedBy, nextAction, nextActionOn, occurredAt, feedback } =
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
          feedback && t('timeline.feedback', feedback),
          onOtherDay && t('timeline.happened', { at: format.dateTime(occurredAt) }),
          (nextAction ?? nextActionOn) &&
            t('timeline.next', {
              what: [nextAction, nextActionOn && format.date(nextActionOn)]
                .filter(Boolean)
                .join(', '),
            }),
        ],
        // What a conversion cites is told by its own fact, in words.
        text: kind === 'CONVERTED' ? null : item.activity.text,
      };
    }
    if (item.consent) {
      const { channel, purpose, state, basis, source, contactId, recordedBy } = item.consent;
      const contact = contacts.find(({ id }) => id === contactId);
      return {
        icon: IconLicense,
        title:
          purpose === 'tracking'
            ? t(`timeline.tracking.${state}`)
            : t(`timeline.consent.${state}`, { channel: t(`channel.${channel}`) }),
        details: [
          contact && contactName(contact),
          basis && t(`basis.${basis}`),
          names.consentSource(source),
          recordedBy?.name,
        ],
      };
    }
    if (item.type.startsWith('crm.task.')) {
      const done = item.type === 'crm.task.completed.v1';
      const title = taskTitle(
        item.task ?? { kind: textOf(data['kind']), subjectCode: '', text: null },
        t,
      );
      return {
        icon: done ? IconCheck : IconChecklist,
        title: t(done ? 'timeline.taskDone' : 'timeline.taskOpened', { task: title }),
        details: done
          ? [person(item, data['completedBy']) ?? t('automatic')]
          : [
              item.task?.assignee?.name ?? t('tasks.manager'),
              t('tasks.due', { at: format.dateTime(textOf(data['dueAt'])) }),
            ],
      };
    }
    const protection = protectionLine(item, (id) => person(item, id), { t, format });
    if (protection) return protection;
    switch (item.type) {
      case 'crm.lead.registered.v1':
        return {
          icon: IconUserPlus,
          title: t('timeline.registered'),
          details: [
            lists(`source.${data['source'] as 'FAIR'}`, { defaultValue: textOf(data['source']) }),
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
      case 'crm.lead.pseudonymised.v1':
        return { icon: IconShieldOff, title: t('timeline.pseudonymised'), details: [] };
      case CLASSIFIED:
        return classifiedLine(item, person(item, data['decidedBy']), { t, lists, format });
      case 'crm.lead.converted.v1':
        return {
          icon: IconBuildingStore,
          title: t(data['attached'] === true ? 'timeline.attached' : 'timeline.converted'),
          tag: { tone: 'good', icon: 'check', text: lists('status.CONVERTED') },
          details: [
            person(item, data['convertedBy']) ?? t('automatic'),
            ruleOf(data) && t('timeline.byRule', { rule: names.rule(ruleOf(data)) }),
          ],
        };
      case 'crm.conversion.reviewed.v1':
        return {
          icon: IconGavel,
          title: t(`timeline.reviewed.${data['outcome'] as 'approved'}`),
          details: [person(item, data['decidedBy'])],
        };
      case 'crm.conversion.undone.v1':
        return {
          icon: IconArrowBackUp,
          title: t('timeline.undone'),
          details: [person(item, data['undoneBy'])],
        };
      case 'crm.lead.followup.processed.v1':
        return {
          icon: IconRobot,
          title: t('timeline.step', { step: textOf(data['step']) }),
          tag: {
            ...DECISION_LOOK[data['outcome'] as 'queued'],
            text: t(`decision.${data['outcome'] as 'queued'}`),
          },
          details: [t('automatic')],
        };
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
  return (item) => {
    const line = own(item);
    const read = item.inner?.find(({ type }) => type === CLASSIFIED);
    const written = item.inner?.find(({ activity }) => activity?.kind === 'EMAIL')?.activity;
    // What an answer means is said in its own line; who wrote a mail of ours, too.
    if (read) {
      const { title, tag } = own(read);
      const waits = read.data['state'] === 'review' && title;
      return { ...line, tag, details: [...line.details, waits] };
    }
    if (!written) return line;
    return {
      ...line,
      details: [written.loggedBy?.name, ...line.details],
      text: written.text,
    };
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

const ruleOf = (data: TimelineItem['data']): string =>
  textOf((data['rule'] as { key?: unknown } | null)?.key);

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

const OWN_FIELDS = [
  'contacts',
  'collaborators',
  'automation',
  'stage',
  'protection',
  'firstContact',
] as const;

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
