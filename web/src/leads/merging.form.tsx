import { Button, Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { ActDialog } from '../parts/act-dialog';
import { ProblemBox } from '../parts/problem-box';
import { searchLeads } from './lead-acts.queries';
import { leadQuery, type LeadView } from './leads.queries';
import {
  askAnew,
  type Choices,
  duplicatesQuery,
  faultIn,
  isStale,
  mergeLead,
  mergePreviewQuery,
  unmergeLead,
} from './merging.queries';
import { Preview } from './merging-preview.panel';
import { isReason, ReasonField } from './reason.form';
import './merging.css';

const TYPING_PAUSE_MS = 250;
const WHY = ['SAME_EMAIL', 'SAME_PHONE', 'SAME_DOMAIN', 'SIMILAR_COMPANY'] as const;

export interface Other {
  readonly id: string;
  readonly company: string;
}

/** Makes another lead part of this one: which, whose values count, what goes along, why. */
export function MergeDialog({ lead, onClose }: { lead: LeadView; onClose: () => void }) {
  const { t } = useTranslation('merging');
  const leads = useTranslation('leads').t;
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [other, setOther] = useState<Other | null>(null);
  const [fields, setFields] = useState<Choices>({});
  const [reason, setReason] = useState('');
  const preview = useQuery({
    ...mergePreviewQuery(lead.id, other?.id ?? '', fields),
    enabled: other !== null,
    placeholderData: (before) => (before?.mergedLeadId === other?.id ? before : undefined),
  });
  const fault = faultIn(preview.error);
  const takeBack = async (gone: Other) => {
    try {
      await unmergeLead(gone.id, t('undoneReason'));
      toast(t('undone', { other: gone.company }));
    } catch (error) {
      toastProblem(core, error);
    }
    await askAnew(queries);
  };
  const run = async () => {
    if (!other || !preview.data) return;
    try {
      await mergeLead(preview.data, { reason: reason.trim(), fields });
    } catch (error) {
      if (isStale(error)) await askAnew(queries);
      throw error;
    }
    await askAnew(queries);
    const id = `merged-${other.id}`;
    offerUndo(id, () => void takeBack(other));
    toast(
      <span className="undo">
        {t('done', { other: other.company, company: lead.company })}
        <Button variant="subtle" size="compact-sm" onClick={undoLast}>
          {leads('undo')}
        </Button>
      </span>,
      id,
    );
  };
  const check = () => {
    if (!other || !preview.data) return t('noChoice');
    return isReason(reason) ? null : leads('duplicates.reasonShort');
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      size={640}
      title={t('title', { company: lead.company })}
      act={t('act')}
      check={check}
      run={run}
      explain={(error) => isStale(error) && t('stale')}
    >
      {(missing) =>
        other === null ? (
          <Choose lead={lead} missing={missing} onChoose={setOther} />
        ) : (
          <>
            {preview.data && (
              <Preview
                lead={lead}
                other={other}
                result={preview.data}
                chosen={fields}
                onChoose={(field, side) => setFields((before) => ({ ...before, [field]: side }))}
              />
            )}
            {preview.isPending && <Loader size="sm" />}
            {preview.error && (
              <ProblemBox error={preview.error}>{fault && t(`fault.${fault}`)}</ProblemBox>
            )}
            {preview.data && <ReasonField value={reason} onChange={setReason} error={missing} />}
            <Button
              variant="subtle"
              size="compact-sm"
              className="merge-other"
              onClick={() => {
                setOther(null);
                setFields({});
              }}
            >
              {t('other')}
            </Button>
          </>
        )
      }
    </ActDialog>
  );
}

interface ChooseProps {
  lead: LeadView;
  missing: string | null;
  onChoose: (other: Other) => void;
}

/** The likely ones first; any other by its name. */
function Choose({ lead, missing, onChoose }: ChooseProps) {
  const { t } = useTranslation('merging');
  const leads = useTranslation('leads').t;
  const [text, setText] = useState('');
  const [typed] = useDebouncedValue(text.trim(), TYPING_PAUSE_MS);
  const likely = useQuery(duplicatesQuery(lead.id));
  const found = useQuery({
    queryKey: ['leads', 'search', typed],
    queryFn: () => searchLeads(typed),
    enabled: typed !== '',
    staleTime: 0,
  });
  const whyOf = (why: string) => {
    const known = WHY.find((one) => one === why);
    return known ? leads(`duplicates.why.${known}`) : why;
  };
  const rows =
    typed === ''
      ? (likely.data?.items ?? []).map(({ leadId, company, city, ownerName, why }) => ({
          ...{ id: leadId, company },
          details: [city, ownerName, whyOf(why)],
        }))
      : (found.data ?? [])
          .filter(({ id }) => id !== lead.id)
          .map(({ id, company, city, ownerName }) => ({
            ...{ id, company },
            details: [city, ownerName],
          }));
  const isKnown = typed === '' ? likely.isSuccess : found.isSuccess;
  return (
    <>
      <p>{t('whichHelp', { company: lead.company })}</p>
      <TextInput
        label={t('which')}
        placeholder={t('search')}
        error={missing}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      {rows.length > 0 && (
        <div role="group" aria-label={t(typed === '' ? 'likely' : 'found')}>
          <h3 className="merge-head">{t(typed === '' ? 'likely' : 'found')}</h3>
          <ul className="merge-found">
            {rows.map(({ id, company, details }) => (
              <li key={id}>
                <button type="button" onClick={() => onChoose({ id, company })}>
                  <b>{company}</b>
                  <span className="rl-quiet">{details.filter(Boolean).join(' · ')}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {typed !== '' && isKnown && rows.length === 0 && (
        <p className="rl-quiet" role="status">
          {t('nothing')}
        </p>
      )}
    </>
  );
}

interface UnmergeProps {
  lead: LeadView;
  onClose: () => void;
}

/** Takes a lead out of the one that it is part of. */
export function UnmergeDialog({ lead, onClose }: UnmergeProps) {
  const { t } = useTranslation('merging');
  const leads = useTranslation('leads').t;
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const run = async () => {
    const { stayed } = await unmergeLead(lead.id, reason.trim());
    const what = Object.entries(stayed).map(([kind, count]) =>
      t(`moved.${kind as 'contacts'}`, { count }),
    );
    toast(
      what.length === 0
        ? t('undone', { other: lead.company })
        : `${t('undone', { other: lead.company })} ${t('stayed', { company: lead.mergedInto?.company ?? '', what: what.join(', ') })}`,
    );
    await askAnew(queries);
    void queries.invalidateQueries({ queryKey: leadQuery(lead.id).queryKey });
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('unmerge')}
      act={t('unmerge')}
      check={() => (isReason(reason) ? null : leads('duplicates.reasonShort'))}
      run={run}
    >
      {(missing) => (
        <>
          <p>{t('unmergeText')}</p>
          <ReasonField value={reason} onChange={setReason} error={missing} isFirst />
        </>
      )}
    </ActDialog>
  );
}
