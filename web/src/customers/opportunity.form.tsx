import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../core/format';
import { amountFault, centsIn } from '../core/number';
import { toast } from '../core/toast';
import { useFormat } from '../core/use-format';
import { useIntent } from '../core/use-intent';
import { ActDialog } from '../parts/act-dialog';
import { AmountFields } from '../parts/amount-fields';
import { ConflictDialog } from '../parts/conflict-dialog';
import { DayField } from '../parts/day-field';
import {
  type About,
  type Editable,
  editableOf,
  OPEN_STAGES,
  openOpportunity,
  type OpenStage,
  type Opportunity,
  renew,
  useOpportunityChange,
} from './opportunities.queries';

interface Values {
  title: string;
  /** As it is typed, in the main unit of the currency. */
  amount: string;
  currency: string;
  expectedOn: string | null;
}

const NOTHING: Values = { title: '', amount: '', currency: 'EUR', expectedOn: null };

const missingIn = ({ title, amount }: Values) =>
  title.trim() === '' ? 'title' : amountFault(amount) !== null ? 'amount' : null;

const fieldsIn = ({ title, amount, currency, expectedOn }: Values): Editable => ({
  title: title.trim(),
  amount: { cents: centsIn(amount), currency },
  expectedOn,
});

/** A title, an amount or a day, as the panel shows it. */
function shownIn(format: Format, value: Editable[keyof Editable]): string | null {
  if (value === null) return null;
  if (typeof value === 'object') return format.money(value, true);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? format.date(value) : value;
}

/** Writes down what may become of somebody. */
export function OpenDialog({
  about,
  company,
  onClose,
}: {
  about: About;
  company: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('customers');
  const queries = useQueryClient();
  const { intent, answered } = useIntent();
  const [values, setValues] = useState(NOTHING);
  const [stage, setStage] = useState<OpenStage>('QUALIFICATION');
  const run = async () => {
    const fields = fieldsIn(values);
    try {
      await openOpportunity({ ...about, ...fields, stage }, intent);
    } catch (error) {
      answered(error);
      throw error;
    }
    answered();
    toast(t('opportunities.done', { title: fields.title }));
    renew(queries);
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('opportunities.addTitle', { company })}
      act={t('opportunities.act')}
      check={() => missingIn(values)}
      run={run}
    >
      {(missing) => (
        <div className="form-grid">
          <Fields values={values} missing={missing} onChange={setValues} />
          <NativeSelect
            className="span-3"
            label={t('opportunities.stageLabel')}
            data={OPEN_STAGES.map((value) => ({
              value,
              label: t(`opportunities.stage.${value}`),
            }))}
            value={stage}
            onChange={({ currentTarget: { value } }) =>
              setStage(OPEN_STAGES.find((known) => known === value) ?? stage)
            }
          />
        </div>
      )}
    </ActDialog>
  );
}

/** Corrects what was written down; what somebody else changed meanwhile is kept. */
export function ChangeDialog({ one, onClose }: { one: Opportunity; onClose: () => void }) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const queries = useQueryClient();
  const { save, conflict } = useOpportunityChange(one);
  const [values, setValues] = useState<Values>({
    title: one.title,
    amount: String(one.amount.cents / 100),
    currency: one.amount.currency,
    expectedOn: one.expectedOn,
  });
  const before = editableOf(one);
  const run = async () => {
    const now = Object.entries(fieldsIn(values)).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Editable]),
    );
    await save(Object.fromEntries(now));
    toast(t('opportunities.changed', { title: values.title.trim() }));
    renew(queries);
  };
  return (
    <>
      <ActDialog
        opened
        onClose={onClose}
        title={t('opportunities.changeTitle', { title: one.title })}
        act={t('opportunities.save')}
        check={() => missingIn(values)}
        run={run}
      >
        {(missing) => (
          <div className="form-grid">
            <Fields values={values} missing={missing} onChange={setValues} />
          </div>
        )}
      </ActDialog>
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          fieldsOf={editableOf}
          label={(field) => t(`opportunities.field.${field}`)}
          show={(_, value) => shownIn(format, value ?? null)}
        />
      )}
    </>
  );
}

function Fields({
  values,
  missing,
  onChange,
}: {
  values: Values;
  missing: string | null;
  onChange: (values: Values) => void;
}) {
  const { t } = useTranslation('customers');
  const set = (change: Partial<Values>) => onChange({ ...values, ...change });
  return (
    <>
      <TextInput
        className="span-6"
        label={t('opportunities.field.title')}
        error={missing === 'title' && t('opportunities.whatMissing')}
        value={values.title}
        maxLength={200}
        onChange={(event) => set({ title: event.currentTarget.value })}
        data-autofocus
      />
      <AmountFields
        label={t('opportunities.field.amount')}
        currencyLabel={t('opportunities.currency')}
        error={missing === 'amount' && t('opportunities.amountMissing')}
        value={values}
        onChange={set}
      />
      <DayField
        className="span-3"
        size="sm"
        label={t('opportunities.field.expectedOn')}
        value={values.expectedOn}
        onChange={(expectedOn) => set({ expectedOn })}
      />
    </>
  );
}
