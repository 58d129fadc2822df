import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import type { Editable, EditableField } from './lead-change.form';

const LISTS: readonly EditableField[] = [
  'businessType',
  'kitchenSize',
  'country',
  'relationshipStatus',
  'decisionMakerAccess',
  'urgency',
];

/** A field's value as a person reads it; null for what is not known. */
export function useShown() {
  const lists = useTranslation('lists').t;
  const format = useFormat();
  return (field: EditableField, value: Editable[EditableField] | undefined): string | null => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'number') return format.number(value);
    if (field === 'pains' && Array.isArray(value))
      return value.map((code) => lists(`pain.${code as 'QUALITY'}`)).join(', ');
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value === 'object') return format.money(value, true);
    if (LISTS.includes(field))
      return lists(`${field}.${value}` as 'country.DE', { defaultValue: value });
    return value;
  };
}
