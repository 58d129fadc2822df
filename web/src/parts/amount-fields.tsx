import { NumberInput, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CURRENCIES } from '../api/lists';
import { amountFault } from '../core/number';

interface Amount {
  /** As it is typed, in the main unit of the currency; empty while nothing is. */
  readonly amount: string;
  readonly currency: string;
}

/**
 * Money and its currency, side by side in a form's grid, with the separators of the reader's language. An amount that
 * cannot be is said at once and stays as it is typed.
 */
export function AmountFields({
  label,
  currencyLabel,
  error,
  value,
  onChange,
}: {
  label: string;
  currencyLabel: string;
  /** What is said while nothing is typed. */
  error: ReactNode;
  value: Amount;
  onChange: (change: Partial<Amount>) => void;
}) {
  const { t, i18n } = useTranslation('parts');
  const german = i18n.language === 'de';
  const fault = amountFault(value.amount);
  return (
    <>
      <NumberInput
        className="span-4"
        label={label}
        error={fault === null ? null : fault === 'missing' ? error : t(`amount.${fault}`)}
        value={value.amount}
        onChange={(amount) => {
          onChange({ amount: String(amount) });
        }}
        thousandSeparator={german ? '.' : ','}
        decimalSeparator={german ? ',' : '.'}
        hideControls
      />
      <Select
        className="span-2"
        label={currencyLabel}
        data={[...CURRENCIES]}
        value={value.currency}
        onChange={(currency) => {
          if (currency) onChange({ currency });
        }}
        allowDeselect={false}
      />
    </>
  );
}
