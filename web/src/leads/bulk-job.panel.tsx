import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { useFormat } from '../core/use-format';
import { Dialog } from '../parts/dialog';
import { ProgressBar } from '../parts/progress-bar';
import { QueryView, Skeleton } from '../parts/state-view';
import {
  type BulkAct,
  bulkActQuery,
  bulkKeys,
  isWorking,
  refusalsQuery,
  type RefusedOf,
  revertBulkAct,
  type WorkingAct,
} from './bulk.queries';
import { leadsKeys } from './leads.queries';
import './bulk.css';

interface BulkJobProps {
  /** The act that the URL names: it goes on when the page is left, and is found again. */
  id: string | undefined;
  onId: (id: string | undefined) => void;
}

/** How far an act on several leads is; when it has ended, what came of it and the way back. */
export function BulkJob({ id, onId }: BulkJobProps) {
  const job = useQuery(bulkActQuery(id));
  const [refused, setRefused] = useState<{ id: string; of: RefusedOf } | null>(null);
  const tell = useEnd(onId, setRefused);
  const ended = job.data && !isWorking(job.data) ? job.data : null;
  const latest = useRef(tell);
  latest.current = tell;
  useEffect(() => {
    if (ended) latest.current(ended);
  }, [ended]);
  useEffect(() => {
    // An act of somebody else, or one that there never was.
    if (job.isError) latest.current(null);
  }, [job.isError]);
  return (
    <>
      {job.data && isWorking(job.data) && <Progress of={job.data} />}
      {refused && <Refusals {...refused} onClose={() => setRefused(null)} />}
    </>
  );
}

function Progress({ of }: { of: WorkingAct }) {
  const { t } = useTranslation('lead-lists');
  const format = useFormat();
  const { state, total, reversal } = of;
  const past = of.done + of.unchanged + of.refused;
  const isBack = state === 'REVERTING';
  const all = isBack ? of.done : total;
  const done = isBack && reversal ? reversal.reverted + reversal.kept : past;
  return (
    <div className="bulk-job">
      <ProgressBar
        label={t(`bulk.states.${state}`)}
        value={state === 'COLLECTING' || all === 0 ? null : done / all}
        text={
          state === 'COLLECTING'
            ? format.number(total)
            : t('bulk.progress', { done: format.number(done), total: format.number(all) })
        }
      />
    </div>
  );
}

/** Says what came of it, in a toast with the way back and the way to what was not possible. */
function useEnd(
  onId: BulkJobProps['onId'],
  onRefused: (refused: { id: string; of: RefusedOf }) => void,
) {
  const { t } = useTranslation('lead-lists');
  const parts = useTranslation('parts').t;
  const core = useTranslation('core').t;
  const format = useFormat();
  const queries = useQueryClient();
  const revert = async (id: string) => {
    try {
      queries.setQueryData(bulkKeys.one(id), await revertBulkAct(id));
      onId(id);
    } catch (error) {
      toastProblem(core, error);
    }
  };
  return (job: BulkAct | null) => {
    onId(undefined);
    void queries.invalidateQueries({ queryKey: leadsKeys.lists });
    void queries.invalidateQueries({ queryKey: leadsKeys.counts });
    if (!job) return;
    const { id, kind, state, reversal } = job;
    const isBack = reversal !== null;
    const of: RefusedOf = isBack ? 'reversal' : 'act';
    const done = isBack ? reversal.reverted : job.done;
    const refused = isBack ? reversal.kept : job.refused;
    const all = isBack ? job.done : job.total;
    const toastId = `bulk-${id}-${of}`;
    const mayUndo = state === 'DONE' && job.done > 0;
    const shown = { count: done, shown: format.number(done) };
    const text =
      state === 'FAILED'
        ? t('bulk.failed', { done: format.number(done), total: format.number(all) })
        : isBack
          ? t('bulk.reverted', shown)
          : [
              (done > 0 || job.unchanged === 0) && t(`bulk.acts.${kind}.done`, shown),
              job.unchanged > 0 &&
                t('bulk.unchanged', {
                  count: job.unchanged,
                  shown: format.number(job.unchanged),
                }),
            ]
              .filter(Boolean)
              .join(' ');
    if (mayUndo) offerUndo(toastId, () => void revert(id));
    toast(
      <span className="bulk-end">
        {text}
        {mayUndo && (
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            {parts('undo')}
          </Button>
        )}
        {refused > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={() => onRefused({ id, of })}>
            {t('bulk.refused', { count: refused, all: format.number(all) })}
          </Button>
        )}
      </span>,
      toastId,
    );
  };
}

const REASONS = [
  'lead-not-found',
  'lead-not-owned',
  'lead-not-free',
  'status-not-possible',
  'owner-not-available',
  'too-many-tags',
  'lead-changed',
] as const;

interface RefusalsProps {
  id: string;
  of: RefusedOf;
  onClose: () => void;
}

function Refusals({ id, of, onClose }: RefusalsProps) {
  const { t } = useTranslation('lead-lists');
  const query = useQuery(refusalsQuery(id, of));
  const said = (reason: string) =>
    t(`bulk.reasons.${REASONS.find((known) => known === reason) ?? 'other'}`);
  return (
    <Dialog opened onClose={onClose} title={t('bulk.refusedTitle')}>
      <QueryView query={query} skeleton={<Skeleton rows={3} />} right={t('bulk.right')}>
        {({ items, nextCursor }) => (
          <>
            <ul className="bulk-refused">
              {items.map(({ leadId, company, reason }) => (
                <li key={leadId}>
                  {company === null ? (
                    <b>{t('bulk.unseen')}</b>
                  ) : (
                    <Link to="/leads/$id" params={{ id: leadId }}>
                      {company}
                    </Link>
                  )}{' '}
                  {said(reason)}
                </li>
              ))}
            </ul>
            {nextCursor !== null && <p>{t('bulk.andMore', { count: items.length })}</p>}
          </>
        )}
      </QueryView>
    </Dialog>
  );
}
