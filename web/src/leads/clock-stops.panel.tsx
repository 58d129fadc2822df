import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import {
  type ClockStop,
  clockStopsQuery,
  type Decision,
  endClockStop,
  withdrawClockStop,
} from './clock-stops.queries';
import { leadQuery, type LeadView } from './leads.queries';

const AskDialog = lazy(() =>
  import('./clock-stop-acts.form').then((file) => ({ default: file.AskDialog })),
);
const DecideDialog = lazy(() =>
  import('./clock-stop-acts.form').then((file) => ({ default: file.DecideDialog })),
);

const LOOK = {
  requested: { tone: 'warn', icon: 'hourglass' },
  running: { tone: 'info', icon: 'player-pause' },
  refused: { tone: 'idle', icon: 'ban' },
  ended: { tone: 'idle', icon: 'check' },
  withdrawn: { tone: 'idle', icon: 'x' },
} as const;
/** Why the system withdraws a request. */
const CLOSED = ['LEAD_LOST', 'LEAD_CONVERTED', 'LEAD_MERGED'] as const;
const OPEN: readonly string[] = ['REGISTERED', 'ACTIVE', 'QUALIFIED'];
interface Asked {
  readonly stop: ClockStop;
  readonly decision: Decision;
}

/** When and why nothing of a lead runs: who sells asks, who manages decides. */
export function ClockStopsPanel({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('clock-stops');
  const session = useSession();
  const query = useQuery(clockStopsQuery(lead.id));
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const decides = may(session, 'leads.clock');
  const hasClock = OPEN.includes(lead.status) && !lead.free;
  if (!hasClock && (query.data?.items.length ?? 0) === 0) return null;
  return (
    <section className="card" aria-labelledby="clock-stops">
      <QueryView query={query} skeleton={<Skeleton rows={1} />}>
        {({ items }) => {
          const isOpen = items.some(({ state }) => state === 'requested' || state === 'running');
          return (
            <>
              <div className="card-head">
                <h2 id="clock-stops">{t('title')}</h2>
                {mayEdit && hasClock && !isOpen && (
                  <Button variant="subtle" size="compact-sm" onClick={() => setAsking(true)}>
                    {t('ask')}
                  </Button>
                )}
              </div>
              {hasClock && !isOpen && <p className="card-body rl-quiet">{t('runs')}</p>}
              {items.length > 0 && (
                <ul className="boxes">
                  {items.map((stop) => (
                    <Stop
                      key={stop.id}
                      stop={stop}
                      mayEnd={mayEdit}
                      mayWithdraw={stop.requestedBy?.id === session.user.id}
                      onDecide={decides ? (decision) => setAsked({ stop, decision }) : null}
                    />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </QueryView>
      <Suspense>
        {asking && <AskDialog lead={lead} onClose={() => setAsking(false)} />}
        {asked && <DecideDialog {...asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </section>
  );
}

interface StopProps {
  stop: ClockStop;
  mayEnd: boolean;
  /** Whoever asked for it. */
  mayWithdraw: boolean;
  /** Null for whoever does not decide. */
  onDecide: ((decision: Decision) => void) | null;
}

function Stop({ stop, mayEnd, mayWithdraw, onDecide }: StopProps) {
  const { t } = useTranslation('clock-stops');
  const core = useTranslation('core').t;
  const format = useFormat();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async (run: (stop: ClockStop) => Promise<ClockStop>, done: 'ended' | 'withdrawn') => {
    setBusy(true);
    try {
      await run(stop);
      toast(t(done));
    } catch (error) {
      toastProblem(core, error);
    }
    setBusy(false);
    void queries.invalidateQueries({ queryKey: clockStopsQuery(stop.leadId).queryKey });
    void queries.invalidateQueries({ queryKey: leadQuery(stop.leadId).queryKey });
  };
  const { state, reason, requestedBy, requestedAt, untilAt, endedAt } = stop;
  const { decidedBy, decidedAt, decidedWhy } = stop;
  const isOver = state === 'refused' || state === 'ended' || state === 'withdrawn';
  const isClosed = CLOSED.find((why) => why === decidedWhy);
  const said = (name: string | undefined, at: string) =>
    [name, format.date(at)].filter(Boolean).join(', ');
  return (
    <li>
      <p>
        <Tag {...LOOK[state]} quiet={isOver}>
          {t(`state.${state}`)}
        </Tag>{' '}
        <span className="rl-quiet">
          {endedAt
            ? format.date(endedAt)
            : untilAt
              ? t('untilDay', { at: format.date(untilAt) })
              : state === 'running' && t('open')}
        </span>
      </p>
      <p className="box-contents">{reason}</p>
      <p className="rl-quiet">{said(requestedBy?.name, requestedAt)}</p>
      {(state === 'running' || state === 'ended') && decidedBy && decidedAt && (
        <p className="rl-quiet">
          {t('approvedBy', { name: decidedBy.name, at: format.date(decidedAt) })}
        </p>
      )}
      {state === 'withdrawn' && (
        <p className="rl-quiet">
          {isClosed ? t(`closed.${isClosed}`) : t('withdrawnBy', { name: decidedBy?.name ?? '' })}
        </p>
      )}
      {state === 'refused' && decidedWhy !== null && (
        <p className="rl-quiet">
          {decidedBy?.name}: {decidedWhy}
        </p>
      )}
      {state === 'requested' && !onDecide && <p className="rl-quiet">{t('asked')}</p>}
      {state === 'requested' && (onDecide ?? mayWithdraw) && (
        <div className="box-acts">
          {onDecide && (
            <>
              <Button variant="default" size="compact-sm" onClick={() => onDecide('approval')}>
                {t('approve')}
              </Button>
              <Button variant="default" size="compact-sm" onClick={() => onDecide('refusal')}>
                {t('refuse')}
              </Button>
            </>
          )}
          {mayWithdraw && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              loading={busy}
              onClick={() => void act(withdrawClockStop, 'withdrawn')}
            >
              {t('withdraw')}
            </Button>
          )}
        </div>
      )}
      {state === 'running' && mayEnd && (
        <div className="box-acts">
          <Button
            variant="default"
            size="compact-sm"
            loading={busy}
            onClick={() => void act(endClockStop, 'ended')}
          >
            {t('end')}
          </Button>
        </div>
      )}
    </li>
  );
}
