import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { numberFault, type TypedNumber } from '../core/number';
import { useFormat } from '../core/use-format';

interface NumberFieldProps {
  label: string;
  value: TypedNumber;
  min: number;
  max: number;
  onChange: (value: TypedNumber) => void;
  /** May be left empty. */
  optional?: boolean;
  size?: 'xs' | 'sm';
  description?: string | undefined;
  placeholder?: string;
  suffix?: string;
  readOnly?: boolean;
  'data-autofocus'?: boolean;
}

/** A whole number within its bounds. What is typed stays as it is typed; what is wrong with it is said at once. */
export function NumberField({
  min,
  max,
  optional = false,
  size = 'sm',
  value,
  ...field
}: NumberFieldProps) {
  const { t } = useTranslation('parts');
  const format = useFormat();
  const fault = optional && value === '' ? null : numberFault(value, { min, max });
  return (
    <NumberInput
      {...field}
      size={size}
      value={value}
      error={fault && t(`number.${fault}`, { min: format.number(min), max: format.number(max) })}
      clampBehavior="none"
      hideControls
    />
  );
}
