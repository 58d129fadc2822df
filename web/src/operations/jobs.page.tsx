import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useDuration } from '../core/use-duration';
import { type Column, DataTable } from '../parts/data-table';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { JobName } from './job-name.panel';
import { OperationsPage } from './operations-page.panel';
import { type Job, type JobProcess, jobsQuery } from './operations.queries';
import { byAlarm, jobStandingOf } from './standing.queries';
import { RunningWork } from './work.panel';

const LOOKS = {
  failing: { tone: 'bad', icon: 'alert-octagon' },
  hanging: { tone: 'bad', icon: 'hourglass' },
  late: { tone: 'warn', icon: 'alert-triangle' },
  fresh: { tone: 'idle', icon: 'circle-dashed' },
  running: { tone: 'info', icon: 'trending-up' },
  resting: { tone: 'good', icon: 'check' },
} as const;
const ALARMS: readonly string[] = ['failing', 'hanging', 'late'];

type Duration = (milliseconds: number | null) => string;

/** What runs again and again, and the longer work of people. */
export function JobsPage() {
  const { t } = useTranslation('operations');
  const session = useSession();
  const duration = useDuration();
  const query = useQuery({ ...jobsQuery, enabled: may(session, 'jobs.read') });
  return (
    <OperationsPage place="jobs" sub={t('jobs.sub')}>
      <RunningWork />
      <QueryView query={query} skeleton={<Skeleton rows={12} />}>
        {({ items, processes }) => (
          <>
            <Processes processes={processes} />
            <section className="card">
              <div className="card-head">
                <h2>{t('jobs.title')}</h2>
              </div>
              {items.length === 0 ? (
                <Empty title={t('jobs.none')} text={t('jobs.noneText')} />
              ) : (
                <DataTable
                  label={t('jobs.title')}
                  columns={columnsOf(t, duration, processes.length > 1)}
                  rows={[...items].sort(byAlarm)}
                  rowKey={({ name, process }) => `${name} ${process}`}
                  compact={(job) => <Compact job={job} />}
                />
              )}
            </section>
          </>
        )}
      </QueryView>
    </OperationsPage>
  );
}

function Processes({ processes }: { processes: JobProcess[] }) {
  const { t } = useTranslation('operations');
  const duration = useDuration();
  return (
    <section className="card" aria-labelledby="processes">
      <div className="card-head">
        <h2 id="processes">{t('jobs.processes', { count: processes.length })}</h2>
      </div>
      <ul className="operations-list">
        {processes.map(({ name, roles, upSeconds, reportedSecondsAgo }) => (
          <li key={name}>
            <div>
              <p>
                <code>{name}</code>
              </p>
              <p className="rl-quiet">
                {t('jobs.process', {
                  roles: roles.join(', '),
                  up: duration(upSeconds * 1000),
                  ago: duration(reportedSecondsAgo * 1000),
                })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function JobState({ job }: { job: Job }) {
  const { t } = useTranslation('operations');
  const duration = useDuration();
  const standing = jobStandingOf(job);
  return (
    <Tag {...LOOKS[standing]} quiet={!ALARMS.includes(standing)}>
      {t(`jobs.standing.${standing}`, {
        count: job.failures,
        since: duration((job.runsForSeconds ?? 0) * 1000),
      })}
    </Tag>
  );
}

function JobError({ job: { error } }: { job: Job }) {
  return error !== null && <p className="operations-error operations-cut">{error}</p>;
}

function columnsOf(
  t: TFunction<'operations'>,
  duration: Duration,
  isSplit: boolean,
): Column<Job>[] {
  const shown = (seconds: number | null) =>
    seconds === null ? <Unknown /> : duration(seconds * 1000);
  return [
    { key: 'name', head: t('jobs.name'), width: 340, cell: ({ name }) => <JobName name={name} /> },
    {
      key: 'state',
      head: t('jobs.state'),
      cell: (job) => (
        <>
          <JobState job={job} />
          <JobError job={job} />
        </>
      ),
    },
    {
      key: 'ended',
      head: t('jobs.ended'),
      end: true,
      cell: ({ endedSecondsAgo: ago }) =>
        ago === null ? <Unknown /> : t('ago', { shown: duration(ago * 1000) }),
    },
    {
      key: 'took',
      head: t('jobs.took'),
      end: true,
      from: 'md',
      cell: ({ tookSeconds }) => shown(tookSeconds),
    },
    {
      key: 'every',
      head: t('jobs.every'),
      end: true,
      from: 'md',
      cell: ({ everySeconds }) => shown(everySeconds),
    },
    {
      key: 'due',
      head: t('jobs.due'),
      from: 'lg',
      cell: ({ dueAt }) => (dueAt === null ? <Unknown /> : <Time at={dueAt} as="moment" />),
    },
    ...(isSplit
      ? [
          {
            key: 'process',
            head: t('jobs.where'),
            from: 'lg' as const,
            cell: ({ process }: Job) => <code>{process}</code>,
          },
        ]
      : []),
  ];
}

function Compact({ job }: { job: Job }) {
  const { t } = useTranslation('operations');
  const duration = useDuration();
  return (
    <>
      <span>
        <JobName name={job.name} />
      </span>
      <span>
        <JobState job={job} />
      </span>
      <span className="rl-quiet">
        {job.error !== null ? (
          <JobError job={job} />
        ) : (
          job.endedSecondsAgo !== null && t('ago', { shown: duration(job.endedSecondsAgo * 1000) })
        )}
      </span>
    </>
  );
}
