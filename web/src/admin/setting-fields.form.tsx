import { Button, NumberInput, Select, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TypedNumber } from '../core/number';
import { CostsField } from './setting-costs.form';
import type { Between, Cap, Costs, Kind, WebForm } from './setting-kinds.queries';
import { WebFormsField } from './setting-web-forms.form';

export interface FieldProps<T> {
  value: T;
  /** By the path within the value; the empty one is the value itself. */
  errors: Readonly<Record<string, string>>;
  readOnly: boolean;
  onChange: (value: T) => void;
}

interface ValueProps extends FieldProps<unknown> {
  kind: Kind;
  label: string;
}

/** The fields of one value, whatever its kind. */
export function ValueField({ kind, label, ...field }: ValueProps) {
  const { t } = useTranslation('settings');
  const { value, errors, readOnly, onChange } = field;
  switch (kind.kind) {
    case 'flag':
    case 'choice': {
      const options = kind.kind === 'flag' ? (['on', 'off'] as const) : kind.options;
      const isFlag = kind.kind === 'flag';
      return (
        <Select
          label={label}
          data={options.map((option) => ({ value: option, label: t(`option.${option}`) }))}
          value={isFlag ? (value === true ? 'on' : 'off') : String(value)}
          onChange={(option) => onChange(isFlag ? option === 'on' : option)}
          error={errors['']}
          readOnly={readOnly}
          allowDeselect={false}
        />
      );
    }
    case 'number':
      return (
        <Amount
          label={label}
          suffix={kind.unit === 'count' ? undefined : t(`unit.${kind.unit}`)}
          help={kind.optional ? t('neverHelp') : undefined}
          value={value as number | null}
          error={errors['']}
          readOnly={readOnly}
          onChange={onChange}
        />
      );
    case 'lines':
      return (
        <Textarea
          label={label}
          description={t('linesHelp')}
          value={(value as string[]).join('\n')}
          onChange={(event) => onChange(event.currentTarget.value.split('\n'))}
          error={Object.values(errors)[0]}
          readOnly={readOnly}
          autosize
          minRows={3}
        />
      );
    case 'between':
      return <BetweenField {...field} value={value as Between} />;
    case 'caps':
      return <CapsField {...field} value={value as Cap[]} />;
    case 'costs':
      return <CostsField {...field} value={value as Costs[]} />;
    case 'webForms':
      return <WebFormsField {...field} value={value as WebForm[]} />;
  }
}

interface AmountProps {
  label: string;
  suffix?: string | undefined;
  help?: string | undefined;
  value: number | null;
  error?: string | undefined;
  readOnly: boolean;
  onChange: (value: number | null) => void;
}

/** A number with its unit; empty is null, and so is what is no number yet. */
export function Amount({ suffix, help, value, onChange, ...props }: AmountProps) {
  const { i18n } = useTranslation();
  const [typed, setTyped] = useState<TypedNumber>(value ?? '');
  const german = i18n.language === 'de';
  return (
    <NumberInput
      {...props}
      description={help}
      // As it is typed, until another value comes from elsewhere.
      value={numberIn(typed) === value ? typed : (value ?? '')}
      onChange={(next) => {
        setTyped(next);
        onChange(numberIn(next));
      }}
      suffix={suffix === undefined ? undefined : `\u00a0${suffix}`}
      decimalSeparator={german ? ',' : '.'}
      thousandSeparator={german ? '.' : ','}
      hideControls
    />
  );
}

const numberIn = (typed: TypedNumber): number | null =>
  typed === '' || Number.isNaN(Number(typed)) ? null : Number(typed);

function BetweenField({ value, errors, readOnly, onChange }: FieldProps<Between>) {
  const { t } = useTranslation('settings');
  return (
    <div className="setting-pair">
      {(['from', 'until'] as const).map((name) => (
        <Amount
          key={name}
          label={t(`between.${name}`)}
          suffix={t('unit.clock')}
          value={value[name]}
          error={errors[name] ?? (name === 'until' ? errors[''] : undefined)}
          readOnly={readOnly}
          onChange={(hour) => onChange({ ...value, [name]: hour })}
        />
      ))}
    </div>
  );
}

function CapsField({ value, errors, readOnly, onChange }: FieldProps<readonly Cap[]>) {
  const { t } = useTranslation('settings');
  return (
    <>
      {value.map((cap, at) => (
        <div key={at} className="setting-pair">
          {(['messages', 'hours'] as const).map((name) => (
            <Amount
              key={name}
              label={t(`caps.${name}`)}
              suffix={name === 'hours' ? t('unit.hours') : undefined}
              value={cap[name]}
              error={errors[`${String(at)}.${name}`]}
              readOnly={readOnly}
              onChange={(next) =>
                onChange(value.map((one, place) => (place === at ? { ...one, [name]: next } : one)))
              }
            />
          ))}
          {!readOnly && (
            <Button
              variant="subtle"
              color="gray"
              onClick={() => onChange(value.filter((_, place) => place !== at))}
            >
              {t('remove')}
            </Button>
          )}
        </div>
      ))}
      {errors[''] && <p className="setting-error">{errors['']}</p>}
      {!readOnly && (
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...value, { messages: null, hours: null }])}
          >
            {t('caps.add')}
          </Button>
        </div>
      )}
    </>
  );
}
