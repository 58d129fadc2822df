import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { amountFault, centsIn } from '../core/number';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useIntent } from '../core/use-intent';
import { clockAt, instantAt } from '../core/zoned';
import { ActDialog } from '../parts/act-dialog';
import { AmountFields } from '../parts/amount-fields';
import { DayField } from '../parts/day-field';
import { customersKeys, type CustomerView, recordOrder } from './customers.queries';

interface Values {
  number: string;
  amount: string;
  currency: string;
  orderedOn: string | null;
  deliveredOn: string | null;
}

const NUMBER = /^[\x21-\x7e]{1,60}$/;
/** Of a day in the past only the day is known; noon lies in it in every zone near. */
const NOON = '12:00';

function draftOf(form: string, standard: Values): Values {
  const kept = readDraft(form);
  return typeof kept === 'object' && kept !== null ? { ...standard, ...kept } : standard;
}

/** Writes an order down; its number keeps it from being counted twice. */
export function OrderDialog({
  customer,
  onClose,
}: {
  customer: CustomerView;
  onClose: () => void;
}) {
  const { t } = useTranslation('customers');
  const { user } = useSession();
  const queries = useQueryClient();
  const { intent, answered } = useIntent();
  const today = clockAt(new Date(customer.asOf), user.timeZone).day;
  const form = `order-${customer.id}`;
  const [values, setValues] = useState(() =>
    draftOf(form, {
      number: '',
      amount: '',
      currency: customer.expectedVolume?.currency ?? (customer.country === 'CH' ? 'CHF' : 'EUR'),
      orderedOn: today,
      deliveredOn: null,
    }),
  );
  const set = (change: Partial<Values>) => {
    const next = { ...values, ...change };
    setValues(next);
    keepDraft(form, next);
  };
  const missingOf = (): string | null => {
    if (!NUMBER.test(values.number.trim())) return 'number';
    if (amountFault(values.amount) !== null) return 'amount';
    return values.orderedOn === null ? 'orderedOn' : null;
  };
  const instantOf = (day: string): string => {
    const noon = instantAt(day, NOON, user.timeZone);
    const now = new Date(customer.asOf);
    return (day === today && noon > now ? now : noon).toISOString();
  };
  const run = async () => {
    const { number, amount, currency, orderedOn, deliveredOn } = values;
    try {
      await recordOrder(
        customer.id,
        {
          number: number.trim(),
          orderedAt: instantOf(orderedOn ?? today),
          ...(deliveredOn !== null && { deliveredAt: instantOf(deliveredOn) }),
          amount: { cents: centsIn(amount), currency },
        },
        intent,
      );
    } catch (error) {
      answered(error);
      throw error;
    }
    answered();
    dropDraft(form);
    toast(t('order.done', { number: number.trim() }));
    for (const queryKey of [
      customersKeys.one(customer.id),
      customersKeys.orders(customer.id),
      customersKeys.timeline(customer.id),
      customersKeys.lists,
      customersKeys.counts,
    ])
      void queries.invalidateQueries({ queryKey });
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('order.title', { company: customer.company })}
      act={t('order.act')}
      check={missingOf}
      run={run}
    >
      {(missing) => (
        <div className="form-grid">
          <TextInput
            className="span-6"
            label={t('order.number')}
            description={t('order.numberHelp')}
            error={missing === 'number' && t('order.numberMissing')}
            value={values.number}
            onChange={(event) => set({ number: event.currentTarget.value })}
            data-autofocus
          />
          <AmountFields
            label={t('order.amount')}
            currencyLabel={t('order.currency')}
            error={missing === 'amount' && t('order.amountMissing')}
            value={values}
            onChange={set}
          />
          <DayField
            className="span-3"
            size="sm"
            label={t('order.orderedOn')}
            value={values.orderedOn}
            onChange={(orderedOn) => set({ orderedOn })}
            error={missing === 'orderedOn' ? t('order.dayMissing') : null}
            most={today}
          />
          <DayField
            className="span-3"
            size="sm"
            label={t('order.deliveredOn')}
            value={values.deliveredOn}
            onChange={(deliveredOn) => set({ deliveredOn })}
            most={today}
          />
          <p className="span-6 form-help">{t('order.help')}</p>
        </div>
      )}
    </ActDialog>
  );
}
