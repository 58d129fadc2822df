import { ActionIcon, Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changedIn } from '../core/merge';
import { toast } from '../core/toast';
import { useFormat } from '../core/use-format';
import { ConflictDialog } from '../parts/conflict-dialog';
import { DayField } from '../parts/day-field';
import { ProblemBox } from '../parts/problem-box';
import {
  fieldsOf,
  rateFault,
  rateIn,
  type TaxRate,
  type Territory,
  type TerritoryFields,
  type TypedRate,
  typedRate,
  useTerritoryChange,
} from './territories.queries';

const LEAST_FOOTER = 20;
const LABELS = {
  name: 'territory.name',
  legalFooter: 'territory.footer',
  taxRates: 'territory.tax',
} as const satisfies Record<keyof TerritoryFields, string>;

const nextLine = (rates: readonly TypedRate[]): number =>
  Math.max(-1, ...rates.map(({ line }) => line)) + 1;

function useShown() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const rate = ({ kind, startsOn, rateBasisPoints }: TaxRate) =>
    `${t(`territory.kinds.${kind}`)} ${format.date(`${startsOn}T12:00:00Z`)}: ${format.rate(rateBasisPoints / 10_000)}`;
  return (_: unknown, value: string | readonly TaxRate[] | undefined) =>
    typeof value === 'object' ? value.map(rate).join(', ') : (value ?? null);
}

interface TerritoryFormProps {
  territory: Territory;
  readOnly: boolean;
  onDone: () => void;
}

/** What a market is called, what its law wants said, and its rates of tax. */
export function TerritoryForm({ territory: opened, readOnly, onDone }: TerritoryFormProps) {
  const { t } = useTranslation('admin');
  // What was opened: the list may be read anew while somebody types.
  const [territory] = useState(opened);
  const { save, conflict } = useTerritoryChange(territory);
  const show = useShown();
  const [name, setName] = useState(territory.name);
  const [legalFooter, setFooter] = useState(territory.legalFooter);
  const [rates, setRates] = useState(territory.taxRates.map(typedRate));
  const [checked, setChecked] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const isShort = legalFooter.trim().length < LEAST_FOOTER;
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (name.trim() === '' || isShort || rates.some((rate) => rateFault(rate) !== null)) return;
    setBusy(true);
    setError(null);
    try {
      const typed = {
        name: name.trim(),
        legalFooter: legalFooter.trim(),
        taxRates: rates.map(rateIn),
      };
      await save(changedIn(fieldsOf(territory), typed));
      toast(t('territory.saved', { name: typed.name }));
      onDone();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('territory.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={checked && name.trim() === '' ? t('required') : null}
        maxLength={120}
        readOnly={readOnly}
        withAsterisk
        required
        data-autofocus
      />
      <Textarea
        label={t('territory.footer')}
        description={t('territory.footerHelp')}
        value={legalFooter}
        onChange={(event) => setFooter(event.currentTarget.value)}
        error={checked && isShort ? t('territory.footerShort') : null}
        maxLength={2000}
        rows={5}
        readOnly={readOnly}
        withAsterisk
        required
      />
      <fieldset className="tax-rates">
        <legend>{t('territory.tax')}</legend>
        <p className="rl-quiet">{t('territory.taxHelp')}</p>
        {rates.map((rate, at) => (
          <Rate
            key={rate.line}
            rate={rate}
            readOnly={readOnly}
            fault={checked ? rateFault(rate) : null}
            onChange={(changed) => setRates(rates.with(at, changed))}
            onRemove={() => setRates(rates.filter((_, place) => place !== at))}
          />
        ))}
        {!readOnly && (
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() =>
                setRates([
                  ...rates,
                  { line: nextLine(rates), kind: 'STANDARD', startsOn: null, percent: '' },
                ])
              }
            >
              {t('territory.addRate')}
            </Button>
          </div>
        )}
      </fieldset>
      {error !== null && <ProblemBox error={error} />}
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          fieldsOf={fieldsOf}
          label={(field) => t(LABELS[field])}
          show={show}
        />
      )}
      {!readOnly && (
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {t('save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
        </div>
      )}
    </form>
  );
}

interface RateProps {
  rate: TypedRate;
  readOnly: boolean;
  fault: ReturnType<typeof rateFault>;
  onChange: (rate: TypedRate) => void;
  onRemove: () => void;
}

function Rate({ rate, readOnly, fault, onChange, onRemove }: RateProps) {
  const { t, i18n } = useTranslation('admin');
  return (
    <div className="tax-rate">
      <Select
        label={t('territory.kind')}
        data={(['STANDARD', 'REDUCED'] as const).map((value) => ({
          value,
          label: t(`territory.kinds.${value}`),
        }))}
        value={rate.kind}
        onChange={(kind) => kind && onChange({ ...rate, kind })}
        allowDeselect={false}
        readOnly={readOnly}
      />
      <DayField
        label={t('territory.from')}
        size="sm"
        value={rate.startsOn}
        onChange={(startsOn) => onChange({ ...rate, startsOn })}
        error={fault === 'day' ? t('required') : null}
        readOnly={readOnly}
      />
      <NumberInput
        label={t('territory.rate')}
        value={rate.percent}
        onChange={(percent) => onChange({ ...rate, percent: String(percent) })}
        error={fault === 'percent' ? t('territory.rateWrong') : null}
        decimalSeparator={i18n.language === 'de' ? ',' : '.'}
        suffix=" %"
        hideControls
        readOnly={readOnly}
      />
      {!readOnly && (
        <ActionIcon
          size={36}
          variant="subtle"
          aria-label={t('territory.removeRate')}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
