import { Button, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DayField } from '../parts/day-field';
import { Amount, type FieldProps } from './setting-fields.form';
import { type ItemProps, ListField } from './setting-list.form';
import { CHANNELS, type Costs } from './setting-kinds.queries';

const EMPTY: Costs = {
  validFrom: null,
  currency: 'EUR',
  sends: {},
  sampleBoxCents: null,
  minutesPerAnswer: null,
  centsPerHour: null,
  fixedCentsPerMonth: null,
  marginPercent: null,
};

/** What things cost, each time from a day on. */
export function CostsField(field: FieldProps<readonly Costs[]>) {
  const { t } = useTranslation('settings');
  return (
    <ListField
      {...field}
      add={t('costs.add')}
      next={() => ({ ...(field.value.at(-1) ?? EMPTY), validFrom: null })}
    >
      {(item) => <Period {...item} />}
    </ListField>
  );
}

function Period({ item: period, readOnly, error, onChange, onRemove }: ItemProps<Costs>) {
  const { t } = useTranslation('settings');
  const { currency, sends } = period;
  const set = (change: Partial<Costs>) => onChange({ ...period, ...change });
  const names = [...new Set([...CHANNELS, ...Object.keys(sends)])];
  const money = (name: 'sampleBoxCents' | 'centsPerHour' | 'fixedCentsPerMonth', label: string) => (
    <Amount
      label={`${label} (${currency})`}
      value={period[name] === null ? null : period[name] / 100}
      error={error(name)}
      readOnly={readOnly}
      // Hundredths of a cent are more than anybody types; the rest is what binary fractions leave.
      onChange={(amount) =>
        set({ [name]: amount === null ? null : Number((amount * 100).toFixed(4)) })
      }
    />
  );
  return (
    <fieldset className="setting-period">
      <legend>{t('costs.period')}</legend>
      <DayField
        size="sm"
        label={t('costs.from')}
        value={period.validFrom}
        error={error('validFrom') ?? null}
        onChange={(validFrom) => set({ validFrom })}
      />
      <Select
        label={t('costs.currency')}
        data={[...new Set(['EUR', 'CHF', currency])]}
        value={currency}
        error={error('currency')}
        readOnly={readOnly}
        onChange={(next) => set({ currency: next ?? currency })}
        allowDeselect={false}
      />
      <p className="form-help">{t('costs.sendsHelp')}</p>
      {names.map((name) => (
        <Amount
          key={name}
          label={t('costs.send', { channel: name })}
          value={sends[name] ?? null}
          error={error(`sends.${name}`)}
          readOnly={readOnly}
          onChange={(cents) => set({ sends: { ...sends, [name]: cents } })}
        />
      ))}
      {money('sampleBoxCents', t('costs.sampleBox'))}
      {money('centsPerHour', t('costs.hour'))}
      <Amount
        label={t('costs.minutes')}
        value={period.minutesPerAnswer}
        error={error('minutesPerAnswer')}
        readOnly={readOnly}
        onChange={(minutesPerAnswer) => set({ minutesPerAnswer })}
      />
      {money('fixedCentsPerMonth', t('costs.fixed'))}
      <Amount
        label={t('costs.margin')}
        help={t('costs.marginHelp')}
        suffix="%"
        value={period.marginPercent}
        error={error('marginPercent')}
        readOnly={readOnly}
        onChange={(marginPercent) => set({ marginPercent })}
      />
      {!readOnly && (
        <div>
          <Button variant="subtle" color="gray" onClick={onRemove}>
            {t('remove')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
