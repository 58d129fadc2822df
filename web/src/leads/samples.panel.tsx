import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import type { LeadView } from './leads.queries';
import { MOVES, moveSample, reachedAt, type Sample, samplesQuery } from './samples.queries';

const RequestDialog = lazy(() =>
  import('./sample-acts.form').then((file) => ({ default: file.RequestDialog })),
);
const MoveDialog = lazy(() =>
  import('./sample-acts.form').then((file) => ({ default: file.MoveDialog })),
);

const LOOK = {
  REQUESTED: { tone: 'idle', icon: 'clock' },
  PACKED: { tone: 'info', icon: 'check' },
  SHIPPED: { tone: 'info', icon: 'send' },
  DELIVERED: { tone: 'good', icon: 'check' },
  FEEDBACK: { tone: 'good', icon: 'thumb-up' },
  CANCELLED: { tone: 'idle', icon: 'x' },
} as const;
type Asked = { readonly sample: Sample; readonly move: 'shipment' | 'delivery' };

/** The boxes on their way to a lead; a delivery moves its follow-ups. */
export function SamplesPanel({ lead, mayWork }: { lead: LeadView; mayWork: boolean }) {
  const { t } = useTranslation('samples');
  const query = useQuery(samplesQuery(lead.id));
  const [requesting, setRequesting] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <section className="card" aria-labelledby="samples">
      <div className="card-head">
        <h2 id="samples">{t('title')}</h2>
        {mayWork && (
          <Button variant="subtle" size="compact-sm" onClick={() => setRequesting(true)}>
            {t('request.open')}
          </Button>
        )}
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="card-body rl-quiet">{t('none')}</p>
          ) : (
            <ul className="boxes">
              {items.map((sample) => (
                <Box
                  key={sample.id}
                  sample={sample}
                  onAsk={mayWork ? (move) => setAsked({ sample, move }) : null}
                />
              ))}
            </ul>
          )
        }
      </QueryView>
      <Suspense>
        {requesting && <RequestDialog lead={lead} onClose={() => setRequesting(false)} />}
        {asked && <MoveDialog {...asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </section>
  );
}

interface BoxProps {
  sample: Sample;
  /** Asks when it was, or by which number it travels; null for whoever may only look. */
  onAsk: ((move: Asked['move']) => void) | null;
}

function Box({ sample, onAsk }: BoxProps) {
  const { t } = useTranslation('samples');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);
  const move = async (to: 'packing' | 'cancellation') => {
    setBusy(true);
    try {
      await moveSample(sample, to);
      toast(t(`moved.${to}`));
    } catch (error) {
      toastProblem(core, error);
    }
    setBusy(false);
    void queries.invalidateQueries({ queryKey: samplesQuery(sample.leadId).queryKey });
  };
  const { state, contents, trackingNumber, feedback, feedbackLink } = sample;
  const copy = async (url: string) => {
    try {
      await navigator.clipboard.writeText(url);
      toast(t('feedback.copied'));
    } catch {
      // Whoever may not write to the clipboard reads the link below.
      setShown(true);
    }
  };
  const isOver = state === 'DELIVERED' || state === 'FEEDBACK';
  return (
    <li>
      <p>
        <Tag {...LOOK[state]} quiet={isOver || state === 'CANCELLED'}>
          {t(`state.${state}`)}
        </Tag>{' '}
        <span className="rl-quiet">
          <Time at={reachedAt(sample)} as="date" />
        </span>
      </p>
      <p className="box-contents">{contents}</p>
      {trackingNumber !== null && (
        <p className="rl-quiet">{t('tracking', { number: trackingNumber })}</p>
      )}
      {feedback && (
        <p>
          {t('feedback.marks', { taste: feedback.taste, ease: feedback.ease })}{' '}
          <span className="rl-quiet">
            <Time at={feedback.at} as="date" />
          </span>
        </p>
      )}
      {feedback?.notes && <p className="box-contents">{feedback.notes}</p>}
      {feedbackLink && state === 'DELIVERED' && onAsk && (
        <>
          <p className="rl-quiet">
            {t('feedback.until')} <Time at={feedbackLink.until} as="date" />
          </p>
          <div className="box-acts">
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t('actOn', { act: t('feedback.copy'), contents })}
              onClick={() => void copy(feedbackLink.url)}
            >
              {t('feedback.copy')}
            </Button>
          </div>
          {isShown && <p className="box-contents">{feedbackLink.url}</p>}
        </>
      )}
      {onAsk && MOVES[state].length > 0 && (
        <div className="box-acts">
          {MOVES[state].map((next) => (
            <Button
              key={next}
              variant={next === 'cancellation' ? 'subtle' : 'default'}
              {...(next === 'cancellation' && { color: 'gray' })}
              size="compact-sm"
              disabled={busy}
              aria-label={t('actOn', { act: t(`move.${next}`), contents })}
              onClick={() =>
                next === 'shipment' || next === 'delivery' ? onAsk(next) : void move(next)
              }
            >
              {t(`move.${next}`)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
