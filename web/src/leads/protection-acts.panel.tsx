import { currentTime } from '../core/now';
import { Select, Textarea } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FIRST_CONTACT_CHANNELS } from '../api/lists';
import { numberFault, type TypedNumber } from '../core/number';
import { useSession } from '../core/session';
import { clockAt, instantAt } from '../core/zoned';
import { ActDialog } from '../parts/act-dialog';
import { DayField } from '../parts/day-field';
import { NumberField } from '../parts/number-field';
import {
  backdateProtection,
  documentFirstContact,
  extendProtection,
  keepLead,
} from './lead-acts.queries';
import type { LeadView } from './leads.queries';
import { isReason, ReasonField } from './reason.form';

const TEXT_LENGTH = 10;
/** The field of the days says it. */
const DAYS_WRONG = 'days';
const DAYS = { min: 1, max: 366 } as const;

interface DialogProps {
  lead: LeadView;
  onClose: () => void;
}

/** Lets the protection last longer. */
function ExtendDialog({ lead, onClose }: DialogProps) {
  const { t } = useTranslation('leads');
  const queries = useQueryClient();
  const [days, setDays] = useState<TypedNumber>(30);
  const [reason, setReason] = useState('');
  const check = () => {
    if (numberFault(days, DAYS) !== null) return DAYS_WRONG;
    return isReason(reason) ? null : t('duplicates.reasonShort');
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('protection.extend.title', { company: lead.company })}
      act={t('protection.extend.act')}
      check={check}
      run={async () =>
        keepLead(
          queries,
          await extendProtection(lead.id, { days: Number(days), reason: reason.trim() }),
        )
      }
    >
      {(missing) => (
        <>
          <NumberField
            label={t('protection.extend.days')}
            value={days}
            onChange={setDays}
            {...DAYS}
            data-autofocus
          />
          <ReasonField
            value={reason}
            onChange={setReason}
            error={missing === DAYS_WRONG ? null : missing}
          />
        </>
      )}
    </ActDialog>
  );
}

/** Lets the protection count from an earlier day. */
function BackdateDialog({ lead, onClose }: DialogProps) {
  const { t } = useTranslation('leads');
  const queries = useQueryClient();
  const { timeZone } = useSession().user;
  const [day, setDay] = useState<string | null>(lead.knownSinceOn);
  const [reason, setReason] = useState('');
  const check = () => {
    if (day === null) return t('form.required');
    return isReason(reason) ? null : t('duplicates.reasonShort');
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('protection.backdate.title', { company: lead.company })}
      act={t('protection.backdate.act')}
      check={check}
      run={async () =>
        keepLead(
          queries,
          await backdateProtection(lead.id, { on: day ?? undefined, reason: reason.trim() }),
        )
      }
    >
      {(missing) => (
        <>
          <p>{t('protection.backdate.text')}</p>
          <DayField
            label={t('protection.backdate.on')}
            value={day}
            onChange={setDay}
            error={day === null ? missing : null}
            most={clockAt(new Date(lead.registeredAt), timeZone).day}
            size="sm"
          />
          <ReasonField value={reason} onChange={setReason} error={day === null ? null : missing} />
        </>
      )}
    </ActDialog>
  );
}

/** Documents the first contact of a lead that was only noted down. */
function FirstContactDialog({ lead, onClose }: DialogProps) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const queries = useQueryClient();
  const { timeZone } = useSession().user;
  const today = clockAt(currentTime(), timeZone);
  const [channel, setChannel] = useState<(typeof FIRST_CONTACT_CHANNELS)[number]>('PHONE');
  const [day, setDay] = useState<string | null>(today.day);
  const [time, setTime] = useState(today.time);
  const [note, setNote] = useState('');
  const check = () => {
    if (day === null || time === '') return t('form.required');
    return note.trim().length < TEXT_LENGTH ? t('form.note') : null;
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('protection.contact.title', { company: lead.company })}
      act={t('protection.contact.act')}
      check={check}
      run={async () => {
        const at = instantAt(day ?? today.day, time, timeZone).toISOString();
        keepLead(queries, await documentFirstContact(lead.id, { channel, at, note: note.trim() }));
      }}
    >
      {(missing) => (
        <>
          <Select
            label={t('fields.channel')}
            data={FIRST_CONTACT_CHANNELS.map((value) => ({
              value,
              label: lists(`channel.${value}`),
            }))}
            value={channel}
            onChange={(next) => setChannel(next ?? 'PHONE')}
            allowDeselect={false}
          />
          <div className="dialog-pair">
            <DayField
              label={t('fields.day')}
              value={day}
              onChange={setDay}
              most={today.day}
              size="sm"
            />
            <TimeInput
              label={t('fields.time')}
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
          </div>
          <Textarea
            label={t('fields.note')}
            description={t('form.noteHelp')}
            error={missing}
            rows={3}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  );
}

/** What may be done to the protection of a lead, each in its dialog. */
export function ProtectionDialog({
  act,
  ...props
}: DialogProps & { act: 'extend' | 'backdate' | 'contact' }) {
  if (act === 'extend') return <ExtendDialog {...props} />;
  return act === 'backdate' ? <BackdateDialog {...props} /> : <FirstContactDialog {...props} />;
}
