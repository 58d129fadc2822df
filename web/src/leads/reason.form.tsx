import { Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActDialog, type ActDialogProps } from '../parts/act-dialog';

const REASON_LENGTH = 10;

/** A reason that stays with the lead has to say something. */
export const isReason = (text: string): boolean => text.trim().length >= REASON_LENGTH;

interface ReasonFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | null;
  /** Where it is the first field of its dialog. */
  isFirst?: boolean;
}

export function ReasonField({ value, onChange, error, isFirst = false }: ReasonFieldProps) {
  const { t } = useTranslation('leads');
  return (
    <Textarea
      label={t('reason')}
      error={error}
      rows={3}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(isFirst && { 'data-autofocus': true })}
    />
  );
}

interface ReasonDialogProps extends Pick<ActDialogProps, 'onClose' | 'title' | 'act'> {
  /** What the act means. */
  text: ReactNode;
  run: (reason: string) => Promise<void>;
}

/** One act that needs a reason and nothing else. */
export function ReasonDialog({ text, run, ...dialog }: ReasonDialogProps) {
  const { t } = useTranslation('leads');
  const [reason, setReason] = useState('');
  return (
    <ActDialog
      {...dialog}
      opened
      check={() => (isReason(reason) ? null : t('duplicates.reasonShort'))}
      run={() => run(reason.trim())}
    >
      {(missing) => (
        <>
          <p>{text}</p>
          <ReasonField value={reason} onChange={setReason} error={missing} isFirst />
        </>
      )}
    </ActDialog>
  );
}
