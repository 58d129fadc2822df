import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { useShortcuts } from '../core/keys';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { StepActs } from './trace-acts.panel';
import { LastDecision, StepHistory, StepState } from './trace-step.panel';
import { focusOf, type Trace } from './trace.queries';
import { traceQuery } from './trace-read.queries';
import './trace.css';

/** The next touch of a lead, in the fewest words: for the head of its page. */
export function NextTouch({ leadId }: { leadId: string }) {
  const { t } = useTranslation('trace');
  const { data } = useQuery(traceQuery(leadId));
  if (!data?.next) return data?.enrolment?.state === 'paused' ? t('paused') : <Unknown />;
  return (
    <>
      <b>{data.next.step}</b> <Time at={data.next.at} as="moment" />
    </>
  );
}

/** What happens next to a lead, when, why, why not, why not yet, and what one can do about it. */
export function NextPanel({ leadId }: { leadId: string }) {
  const { t } = useTranslation('trace');
  const query = useQuery(traceQuery(leadId));
  const panel = useRef<HTMLElement>(null);
  useShortcuts([{ keys: 'w', label: t('title'), run: () => panel.current?.focus() }]);
  return (
    <section className="card trace" aria-labelledby="next" tabIndex={-1} ref={panel}>
      <div className="card-head">
        <h2 id="next">{t('title')}</h2>
      </div>
      <div className="card-body">
        <QueryView query={query} skeleton={<Skeleton rows={4} />} right={t('right')}>
          {(trace) => <Next trace={trace} />}
        </QueryView>
      </div>
    </section>
  );
}

function Next({ trace }: { trace: Trace }) {
  const { t } = useTranslation('trace');
  const names = useNames();
  const { enrolment, followUps, leadId } = trace;
  const focus = focusOf(trace);
  // The sentence of the step often says that of the lead already.
  const says = focus?.sentence.includes(trace.sentence) ?? false;
  const paused = enrolment?.state === 'paused';
  return (
    <>
      <div className="trace-head" role="status">
        {focus && (
          <p className="trace-step">
            <b>{focus.step}</b> <StepState step={focus} />
          </p>
        )}
        <p className="trace-sentence">{says ? focus?.sentence : trace.sentence}</p>
        {focus && !says && focus.sentence !== trace.sentence && <p>{focus.sentence}</p>}
      </div>
      {focus && <LastDecision step={focus} />}
      {focus && <StepActs leadId={leadId} step={focus} paused={paused} withKeys />}
      {followUps.length > 0 && (
        <>
          <h3 className="trace-steps">{t('steps')}</h3>
          {followUps.map((step) => (
            <StepHistory key={step.id} step={step} />
          ))}
        </>
      )}
      {enrolment && (
        <p className="rl-quiet trace-note">
          {t(`anchor.${enrolment.anchorKind as 'REGISTERED'}`, {
            defaultValue: enrolment.anchorKind,
          })}{' '}
          <Time at={enrolment.anchorAt} as="moment" /> ·{' '}
          {t('versions', {
            sequence: names.sequence(enrolment.sequence.key),
            version: enrolment.sequence.version,
          })}
        </p>
      )}
    </>
  );
}
