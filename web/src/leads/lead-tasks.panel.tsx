import { Button, Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { taskTitle } from './timeline-sentence.panel';
import { completeTask, tasksQuery, type TaskView } from './work.queries';
import { workKeys } from './work-keys.queries';

interface TasksProps {
  leadId: string;
  /** Opens the composer for a new one; null when this person may not. */
  onAdd: (() => void) | null;
}

/** What somebody still owes this lead, the first due first. */
export function TasksPanel({ leadId, onAdd }: TasksProps) {
  const { t } = useTranslation('work');
  const query = useQuery(tasksQuery(leadId));
  return (
    <section className="card" aria-labelledby="tasks">
      <div className="card-head">
        <h2 id="tasks">{t('tasks.title')}</h2>
        {onAdd && (
          <Button variant="subtle" size="compact-sm" onClick={onAdd}>
            {t('tasks.add')}
          </Button>
        )}
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="card-body rl-quiet">{t('tasks.none')}</p>
          ) : (
            <ul className="tasks">
              {items.map((task) => (
                <Task key={task.id} task={task} leadId={leadId} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

function Task({ task, leadId }: { task: TaskView; leadId: string }) {
  const { t } = useTranslation('work');
  const core = useTranslation('core').t;
  const format = useFormat();
  const queries = useQueryClient();
  const mayComplete = may(useSession(), 'tasks.write');
  const [busy, setBusy] = useState(false);
  const [intent] = useState(randomId);
  const title = taskTitle(task, t);
  const done = async () => {
    setBusy(true);
    try {
      await completeTask(task.id, intent);
      toast(t('tasks.completed', { task: title }));
    } catch (error) {
      toastProblem(core, error);
    }
    setBusy(false);
    void queries.invalidateQueries({ queryKey: workKeys.tasks(leadId) });
  };
  const about = [
    task.assignee?.name ?? t('tasks.manager'),
    t('tasks.due', { at: format.dateTime(task.dueAt) }),
  ].join(' · ');
  return (
    <li>
      {mayComplete ? (
        <Checkbox
          label={title}
          description={about}
          checked={busy}
          disabled={busy}
          aria-label={t('tasks.complete', { task: title })}
          onChange={() => void done()}
        />
      ) : (
        <>
          <p>{title}</p>
          <p className="rl-quiet">{about}</p>
        </>
      )}
      {task.overdue && <span className="task-overdue">{t('tasks.overdue')}</span>}
    </li>
  );
}
