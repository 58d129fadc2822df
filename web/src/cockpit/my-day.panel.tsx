import { Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RESPONSE_LOOK } from '../api/lists';
import { hotClicksQuery } from './channel.queries';
import type { Schemas } from '../core/api';
import { randomId } from '../core/ids';
import { useNow } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { type MyDay, myDayKeys, myDayQuery } from './my-day.queries';
import {
  completeTask,
  dueTasksQuery,
  unansweredQuery,
  waitingAnswersQuery,
  widgetKeys,
} from './widgets.queries';
import './widgets.css';

type Width = 'own' | 'wide';
const SHOWN = 4;
const MINUTE_MS = 60_000;
/** From here on somebody should hurry. */
const SHORT_MINUTES = 120;
type Task = Schemas['TaskView'];

/** What waits for this person, the next act first; each number is the count of the list that it opens. Approvals stand above it. */
export function MyDayPanel({ width }: { width: Width }) {
  const { t } = useTranslation('widgets');
  const query = useQuery(myDayQuery(width));
  return (
    <section className="card" aria-labelledby="my-day">
      <div className="card-head">
        <h2 id="my-day">{t('day.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={4} height={40} />}>
        {(day) => <Groups day={day} width={width} />}
      </QueryView>
    </section>
  );
}

function Groups({ day, width }: { day: MyDay; width: Width }) {
  const { t } = useTranslation('widgets');
  const { scope } = useSession();
  const isMine = width === 'own' || scope.kind === 'own';
  const who = width === 'own' ? ({ owner: 'me' } as const) : {};
  const whose = width === 'own' ? { owner: ['me'] } : {};
  const { answers, contactsLeft, hotClicks, unanswered, tasksDue } = day;
  const total = answers + contactsLeft + day.protectionEnding + hotClicks + unanswered + tasksDue;
  if (total === 0) return <p className="card-body rl-quiet">{t('day.nothing')}</p>;
  return (
    <ul className="day">
      {answers > 0 && (
        <Group
          label={t('day.answers')}
          count={answers}
          link={(children) => (
            <Link to="/inbox" search={who}>
              {children}
            </Link>
          )}
        >
          <Answers width={width} />
        </Group>
      )}
      {unanswered > 0 && (
        <Group
          label={t('day.unanswered')}
          count={unanswered}
          link={(children) => (
            <Link to="/inbox" search={{ box: 'waiting', ...who }}>
              {children}
            </Link>
          )}
        >
          <Unanswered width={width} />
        </Group>
      )}
      {hotClicks > 0 && (
        <Group
          label={t('day.hotClicks')}
          count={hotClicks}
          link={(children) => (
            <Link to="/analytics/whatsapp" search={who}>
              {children}
            </Link>
          )}
        >
          <HotClicks width={width} />
        </Group>
      )}
      {contactsLeft > 0 && (
        <Group
          label={t('day.left')}
          count={contactsLeft}
          link={(children) => (
            <Link to="/inbox" search={who}>
              {children}
            </Link>
          )}
        />
      )}
      {day.protectionEnding > 0 && (
        <Group
          label={t('day.protection')}
          count={day.protectionEnding}
          link={(children) => (
            <Link to="/leads" search={{ protection: ['GRACE'], ...whose }}>
              {children}
            </Link>
          )}
        />
      )}
      {tasksDue > 0 && (
        <Group label={t('day.tasks')} count={tasksDue} link={(children) => <span>{children}</span>}>
          <Tasks width={width} isMine={isMine} day={day} />
        </Group>
      )}
    </ul>
  );
}

interface GroupProps {
  label: string;
  count: number;
  link: (children: ReactNode) => ReactNode;
  children?: ReactNode;
}

function Group({ label, count, link, children }: GroupProps) {
  return (
    <li>
      <h3 className="day-group">
        {link(label)} <LiveNumber value={count} />
      </h3>
      {children}
    </li>
  );
}

function Answers({ width }: { width: Width }) {
  const lists = useTranslation('lists').t;
  const { t } = useTranslation('widgets');
  const format = useFormat();
  const { data } = useQuery(waitingAnswersQuery(width));
  return (
    <ul className="day-lines">
      {data?.items.map((answer) => (
        <li key={answer.id}>
          <Link to="/inbox" search={{ id: answer.id }} className="day-line">
            <b>{answer.company ?? t('day.hidden')}</b>
            <Tag {...RESPONSE_LOOK[answer.class]}>
              {[
                lists(`response.${answer.class}`),
                answer.confidence === null ? null : format.rate(answer.confidence),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Tag>
            <span className="day-excerpt">{answer.excerpt}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function HotClicks({ width }: { width: Width }) {
  const { t } = useTranslation('widgets');
  const { data } = useQuery(hotClicksQuery(width));
  return (
    <ul className="day-lines">
      {data?.data.items.slice(0, SHOWN).map(({ message_id, lead_id, company, button, at }) => (
        <li key={message_id}>
          <Link to="/leads/$id" params={{ id: lead_id }} className="day-line">
            <b>{company ?? t('day.hidden')}</b>
            <span className="day-excerpt">
              {t(`day.tapped.${button as 'unlock'}`, { defaultValue: button })}
            </span>
            <span className="rl-quiet">
              <Time at={at} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What is due first, with what is left of the window in which a chat may be answered freely. */
function Unanswered({ width }: { width: Width }) {
  const { t } = useTranslation('widgets');
  const format = useFormat();
  const now = useNow();
  const { data } = useQuery(unansweredQuery(width));
  return (
    <ul className="day-lines">
      {data?.items.map((chat) => {
        const left =
          chat.windowExpiresAt === null ? 0 : Date.parse(chat.windowExpiresAt) - now.getTime();
        const minutes = Math.ceil(left / MINUTE_MS);
        const isLate = chat.waiting !== null && Date.parse(chat.waiting.dueAt) < now.getTime();
        return (
          <li key={chat.id}>
            <Link to="/inbox" search={{ box: 'waiting', id: chat.id }} className="day-line">
              <b>{chat.company ?? chat.contact?.name ?? chat.sender ?? t('day.hidden')}</b>
              {isLate && (
                <Tag tone="bad" icon="alert-triangle">
                  {t('day.late')}
                </Tag>
              )}
              {!isLate && minutes > 0 && minutes <= SHORT_MINUTES && (
                <Tag tone="warn" icon="hourglass">
                  {t('day.windowLeft', {
                    shown: `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`,
                  })}
                </Tag>
              )}
              {!isLate && (minutes <= 0 || minutes > SHORT_MINUTES) && chat.waiting && (
                <span className="rl-quiet">
                  {t('day.answerBy', { at: format.soon(chat.waiting.dueAt, now) })}
                </span>
              )}
              <span className="day-excerpt">{chat.lastMessage?.excerpt}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Tasks({ width, isMine, day }: { width: Width; isMine: boolean; day: MyDay }) {
  const { t } = useTranslation('widgets');
  const format = useFormat();
  const { data } = useQuery(dueTasksQuery(width, isMine, day.asOf));
  const more = day.tasksDue - (data?.items.length ?? 0);
  return (
    <ul className="day-lines">
      {data?.items.map((task) => (
        <TaskLine key={task.id} task={task} />
      ))}
      {data && more > 0 && (
        <li className="rl-quiet">{t('day.more', { count: more, shown: format.number(more) })}</li>
      )}
    </ul>
  );
}

function TaskLine({ task }: { task: Task }) {
  const { t } = useTranslation('widgets');
  const work = useTranslation('work').t;
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const mayDo = may(useSession(), 'tasks.write');
  const [busy, setBusy] = useState(false);
  const [intent] = useState(randomId);
  const title =
    task.text ??
    work(`taskKind.${task.kind as 'CALLBACK'}`, {
      code: task.subjectCode,
      defaultValue: task.kind,
    });
  const done = async () => {
    setBusy(true);
    try {
      await completeTask(task.id, intent);
      toast(work('tasks.completed', { task: title }));
    } catch (error) {
      toastProblem(core, error);
    }
    setBusy(false);
    for (const queryKey of [widgetKeys.tasks, myDayKeys.all])
      void queries.invalidateQueries({ queryKey });
  };
  return (
    <li className="day-task">
      {mayDo && (
        <Checkbox
          checked={busy}
          disabled={busy}
          aria-label={work('tasks.complete', { task: title })}
          onChange={() => void done()}
        />
      )}
      <span>
        <Link to="/leads/$id" params={{ id: task.leadId }}>
          {task.company ?? t('day.hidden')}
        </Link>
        <span className="day-task-title">{title}</span>
      </span>
      {task.overdue ? (
        <Tag tone="bad" icon="alert-triangle">
          {work('tasks.overdue')}
        </Tag>
      ) : (
        <span className="rl-quiet">
          <Time at={task.dueAt} as="moment" />
        </span>
      )}
    </li>
  );
}
