import { Textarea, TextInput } from '@mantine/core';
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
import type { LeadView } from './leads.queries';
import { moveSample, requestSample, type Sample, samplesQuery } from './samples.queries';

const NOON = '12:00';

/** Wants a box of samples sent. */
export function RequestDialog({ lead, onClose }: { lead: LeadView; onClose: () => void }) {
  const { t } = useTranslation('samples');
  const queries = useQueryClient();
  const { intent, answered } = useIntent();
  const [contents, setContents] = useState('');
  const run = async () => {
    try {
      await requestSample(lead.id, contents.trim(), intent);
      answered();
    } catch (error) {
      answered(error);
      throw error;
    }
    toast(t('requested', { company: lead.company }));
    void queries.invalidateQueries({ queryKey: samplesQuery(lead.id).queryKey });
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('request.title', { company: lead.company })}
      act={t('request.act')}
      check={() => (contents.trim() === '' ? t('request.empty') : null)}
      run={run}
    >
      {(missing) => (
        <Textarea
          label={t('request.contents')}
          description={t('request.help')}
          error={missing}
          rows={3}
          value={contents}
          onChange={(event) => setContents(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </ActDialog>
  );
}

interface MoveProps {
  sample: Sample;
  move: 'shipment' | 'delivery';
  onClose: () => void;
}

/** A box has left, or has arrived: on which day, and by which number it travels. */
export function MoveDialog({ sample, move, onClose }: MoveProps) {
  const { t } = useTranslation('samples');
  const queries = useQueryClient();
  const { timeZone } = useSession().user;
  const today = clockAt(currentTime(), timeZone).day;
  const shippedOn = sample.shippedAt && clockAt(new Date(sample.shippedAt), timeZone).day;
  const [day, setDay] = useState<string | null>(today);
  const [number, setNumber] = useState(sample.trackingNumber ?? '');
  const run = async () => {
    const trackingNumber = move === 'shipment' && number.trim() !== '' ? number.trim() : undefined;
    // On the day on which it left it arrived at once: noon may lie before that.
    const atOnce = move === 'delivery' && day === shippedOn ? sample.shippedAt : null;
    const at =
      day === null || day === today
        ? undefined
        : (atOnce ?? instantAt(day, NOON, timeZone).toISOString());
    await moveSample(sample, move, { trackingNumber, at });
    toast(t(`moved.${move}`));
    void queries.invalidateQueries({ queryKey: samplesQuery(sample.leadId).queryKey });
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t(`dialog.${move}.title`)}
      act={t(`move.${move}`)}
      check={() => (day === null ? t('dayMissing') : null)}
      run={run}
    >
      {(missing) => (
        <>
          <p>{t(`dialog.${move}.text`)}</p>
          <DayField
            label={t(`dialog.${move}.on`)}
            value={day}
            onChange={setDay}
            error={missing}
            {...(move === 'delivery' && shippedOn !== null && { least: shippedOn })}
            most={today}
            size="sm"
          />
          {move === 'shipment' && (
            <TextInput
              label={t('dialog.shipment.number')}
              value={number}
              maxLength={100}
              onChange={(event) => setNumber(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </ActDialog>
  );
}
