import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentTime } from '../core/now';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useIntent } from '../core/use-intent';
import { clockAt, instantAt } from '../core/zoned';
import { ActDialog } from '../parts/act-dialog';
import { DayField } from '../parts/day-field';
import {
  type ClockStop,
  clockStopsQuery,
  decideClockStop,
  type Decision,
  requestClockStop,
} from './clock-stops.queries';
import { leadQuery, type LeadView } from './leads.queries';
import { isReason, ReasonDialog, ReasonField } from './reason.form';

const LAST_MINUTE = '23:59';

/** Asks whoever manages the team to let everything of a lead stand still. */
export function AskDialog({ lead, onClose }: { lead: LeadView; onClose: () => void }) {
  const { t } = useTranslation('clock-stops');
  const leads = useTranslation('leads').t;
  const queries = useQueryClient();
  const { timeZone } = useSession().user;
  const { intent, answered } = useIntent();
  const [reason, setReason] = useState('');
  const [day, setDay] = useState<string | null>(null);
  const run = async () => {
    const until = day === null ? undefined : instantAt(day, LAST_MINUTE, timeZone).toISOString();
    try {
      await requestClockStop(lead.id, { reason: reason.trim(), until }, intent);
      answered();
    } catch (error) {
      answered(error);
      throw error;
    }
    toast(t('asked'));
    void queries.invalidateQueries({ queryKey: clockStopsQuery(lead.id).queryKey });
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('askTitle', { company: lead.company })}
      act={t('askAct')}
      check={() => (isReason(reason) ? null : leads('duplicates.reasonShort'))}
      run={run}
    >
      {(missing) => (
        <>
          <p>{t('askText')}</p>
          <ReasonField value={reason} onChange={setReason} error={missing} isFirst />
          <DayField
            label={t('until')}
            description={t('untilHelp')}
            value={day}
            onChange={setDay}
            least={clockAt(currentTime(), timeZone).day}
            size="sm"
          />
        </>
      )}
    </ActDialog>
  );
}

interface DecideProps {
  stop: ClockStop;
  decision: Decision;
  onClose: () => void;
}

/** Stops the clock or lets it run, with a reason that stays. */
export function DecideDialog({ stop, decision, onClose }: DecideProps) {
  const { t } = useTranslation('clock-stops');
  const queries = useQueryClient();
  const run = async (reason: string) => {
    await decideClockStop(stop, decision, reason);
    toast(t(`decided.${decision}`));
    void queries.invalidateQueries({ queryKey: clockStopsQuery(stop.leadId).queryKey });
    void queries.invalidateQueries({ queryKey: leadQuery(stop.leadId).queryKey });
  };
  return (
    <ReasonDialog
      onClose={onClose}
      title={t(`decideTitle.${decision}`)}
      text={
        <span className="box-contents">{`${stop.reason}\n\n${t(`decideText.${decision}`)}`}</span>
      }
      act={t(decision === 'approval' ? 'approve' : 'refuse')}
      run={run}
    />
  );
}
