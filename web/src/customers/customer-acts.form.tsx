import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../core/problem';
import { toast } from '../core/toast';
import { useIntent } from '../core/use-intent';
import { ActDialog } from '../parts/act-dialog';
import {
  changeCustomer,
  convertLead,
  customersKeys,
  type CustomerView,
  keepCustomer,
  undoConversion,
} from './customers.queries';

const REASON_LENGTH = 3;
const NUMBER = /^[A-Z0-9][A-Z0-9._-]{0,29}$/;
const VAT_ID = /^[A-Za-z]{2}[A-Za-z0-9 .-]{2,20}$/;

export function ArchiveDialog({
  customer,
  onClose,
}: {
  customer: CustomerView;
  onClose: () => void;
}) {
  const { t } = useTranslation('customers');
  const queries = useQueryClient();
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('archive.title', { company: customer.company })}
      act={t('archive.act')}
      check={() => null}
      run={async () => keepCustomer(queries, await changeCustomer(customer, { archived: true }))}
    >
      {() => <p>{t('archive.text')}</p>}
    </ActDialog>
  );
}

const CHANGES = ['ORDERS', 'CUSTOMER_EDITED', 'OTHER_LEADS', 'LEAD_CHANGED'] as const;

interface UndoProps {
  leadId: string;
  company: string;
  /** Whether the customer was there before; then it stays. */
  attached: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** Takes a conversion back; refuses what was built on it, and says what. */
export function UndoDialog({ leadId, company, attached, onClose, onDone }: UndoProps) {
  const { t } = useTranslation('customers');
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const run = async () => {
    await undoConversion(leadId, reason.trim());
    for (const queryKey of [['customers'], ['leads']]) void queries.invalidateQueries({ queryKey });
    toast(t('undo.done', { company }));
    onDone();
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('undo.title', { company })}
      act={t('undo.act')}
      check={() => (reason.trim().length < REASON_LENGTH ? t('reasonShort') : null)}
      run={run}
      explain={(error) => changesIn(error) && <ChangedSince changes={changesIn(error) ?? []} />}
    >
      {(missing) => (
        <>
          <p>{t(attached ? 'undo.textAttached' : 'undo.text')}</p>
          <Textarea
            label={t('reason')}
            error={missing}
            rows={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </ActDialog>
  );
}

const changesIn = (error: unknown): unknown[] | null =>
  error instanceof Problem && Array.isArray(error.members['changes'])
    ? error.members['changes']
    : null;

function ChangedSince({ changes }: { changes: readonly unknown[] }) {
  const { t } = useTranslation('customers');
  return (
    <ul className="customer-since">
      {CHANGES.filter((change) => changes.includes(change)).map((change) => (
        <li key={change}>{t(`undo.changes.${change}`)}</li>
      ))}
    </ul>
  );
}

/** Makes a customer of a lead by hand. */
export function ConvertDialog(props: {
  leadId: string;
  company: string;
  onClose: () => void;
  onDone: (customer: CustomerView, fresh: boolean) => void;
}) {
  const { leadId, company, onClose, onDone } = props;
  const { t } = useTranslation('customers');
  const queries = useQueryClient();
  const { intent, answered } = useIntent();
  const [values, setValues] = useState({ number: '', vatId: '', reason: '' });
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
  const missingOf = () => {
    const number = values.number.trim();
    if (number !== '' && !NUMBER.test(number)) return 'number';
    const vatId = values.vatId.trim();
    if (vatId !== '' && !VAT_ID.test(vatId)) return 'vatId';
    const reason = values.reason.trim();
    return reason !== '' && reason.length < REASON_LENGTH ? 'reason' : null;
  };
  const run = async () => {
    const said = Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) =>
        value.trim() === '' ? [] : [[key, value.trim()]],
      ),
    );
    try {
      const { customer, fresh } = await convertLead(leadId, said, intent);
      answered();
      for (const queryKey of [['leads'], customersKeys.ofLead(leadId), customersKeys.lists])
        void queries.invalidateQueries({ queryKey });
      onDone(customer, fresh);
    } catch (error) {
      answered(error);
      throw error;
    }
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('convert.title', { company })}
      act={t('convert.act')}
      check={missingOf}
      run={run}
    >
      {(missing) => (
        <>
          <p>{t('convert.text')}</p>
          <TextInput
            label={t('convert.number')}
            description={t('convert.numberHelp')}
            error={missing === 'number' && t('convert.numberWrong')}
            value={values.number}
            onChange={(event) => set({ number: event.currentTarget.value.toUpperCase() })}
            data-autofocus
          />
          <TextInput
            label={t('convert.vatId')}
            description={t('convert.vatIdHelp')}
            error={missing === 'vatId' && t('convert.vatIdWrong')}
            value={values.vatId}
            onChange={(event) => set({ vatId: event.currentTarget.value })}
          />
          <Textarea
            label={t('convert.reason')}
            error={missing === 'reason' && t('reasonShort')}
            rows={2}
            value={values.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
          />
        </>
      )}
    </ActDialog>
  );
}
