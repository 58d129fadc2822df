import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconHourglass,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ProgressBar } from '../parts/progress-bar';
import { Empty } from '../parts/state-view';
import type { ImportView } from './imports.queries';
import { Release } from './release.panel';
import { Report } from './report.panel';
import { ReversalReport } from './reversal.panel';

/** The import while it runs, while it waits for a manager, and when it is over. */
export function RunPanel({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const { state } = of;
  if (state === 'AWAITING_APPROVAL') return <Waiting of={of} />;
  if (state === 'EXECUTING') return <Running of={of} />;
  if (state === 'REVERTING' || state === 'REVERTED')
    return (
      <section className="card import-report">
        <p
          className="import-result"
          data-tone={state === 'REVERTED' ? 'good' : 'warn'}
          role="status"
        >
          <IconArrowBackUp size={20} stroke={1.75} aria-hidden />
          {t(state === 'REVERTED' ? 'reversal.over' : 'reversal.title')}
        </p>
        <ReversalReport of={of} />
        <Report of={of} />
      </section>
    );
  if (state === 'DONE' || state === 'FAILED')
    return (
      <section className="card import-report">
        <Ended of={of} />
        <Report of={of} />
      </section>
    );
  return (
    <Empty
      title={t('run.notStarted')}
      text={t('run.notStartedText')}
      action={
        <Button
          renderRoot={(props) => (
            <Link
              to="/leads/imports/$id"
              params={{ id: of.id }}
              search={{ step: 'preview' }}
              {...props}
            />
          )}
        >
          {t('run.toPreview')}
        </Button>
      }
    />
  );
}

function Running({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { create } = of.counts;
  const { created } = of.progress;
  return (
    <section className="card import-work">
      <ProgressBar
        label={t('run.executing')}
        value={create === 0 ? null : created / create}
        text={t('run.progress', { done: format.number(created), total: format.number(create) })}
      />
      <p className="rl-quiet">{t('preview.leave')}</p>
    </section>
  );
}

function Waiting({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const session = useSession();
  const rate = format.rate(of.rows === 0 ? null : of.counts.duplicates / of.rows);
  return (
    <section className="card import-report">
      <p className="import-result" data-tone="warn">
        <IconHourglass size={20} stroke={1.75} aria-hidden />
        {t('run.waiting')}
      </p>
      <p>{t('run.waitingText', { rate })}</p>
      {may(session, 'leads.import.approve') && <Release of={of} />}
      <Report of={of} />
    </section>
  );
}

const FAILURES = ['owner_not_available', 'too_many_faults'] as const;

function Ended({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  if (of.state === 'DONE')
    return (
      <p className="import-result" data-tone="good" role="status">
        <IconCircleCheck size={20} stroke={1.75} aria-hidden />
        {t('run.done')}
      </p>
    );
  const failure = FAILURES.find((known) => known === of.failure) ?? 'other';
  return (
    <>
      <p className="import-result" data-tone="bad" role="alert">
        <IconAlertTriangle size={20} stroke={1.75} aria-hidden />
        {t('run.failed')}
      </p>
      <p>{t(`run.failures.${failure}`)}</p>
    </>
  );
}
