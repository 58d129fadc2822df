import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActDialog } from '../parts/act-dialog';
import { erasePerson, type HeldPerson } from './privacy.queries';

/** As the server asks for it. */
const SHORTEST_REASON = 10;

interface EraseProps {
  person: HeldPerson;
  /** What the person was found by. */
  who: string;
  onClose: () => void;
  onDone: () => void;
}

/** Nothing brings a person back, so that it asks first, and for a reason. */
export function ErasePerson({ person, who, onClose, onDone }: EraseProps) {
  const { t } = useTranslation('admin');
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const check = () => {
    if (reason.trim().length < SHORTEST_REASON) return 'reason';
    return sure ? null : 'sure';
  };
  const run = async () => {
    await erasePerson(person.contactId ?? who, reason.trim());
    onDone();
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('privacy.eraseTitle', { name: person.name ?? who })}
      act={t('privacy.erase')}
      check={check}
      run={run}
    >
      {(missing) => (
        <>
          <p className="form-help">{t('privacy.eraseText')}</p>
          <Textarea
            label={t('privacy.reason')}
            description={t('privacy.reasonHelp')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={missing === 'reason' ? t('privacy.reasonShort') : null}
            maxLength={1000}
            autosize
            minRows={2}
            data-autofocus
          />
          <Checkbox
            label={t('privacy.sure')}
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
            error={missing === 'sure' ? t('required') : null}
          />
        </>
      )}
    </ActDialog>
  );
}
