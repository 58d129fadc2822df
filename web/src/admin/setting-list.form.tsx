import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FieldProps } from './setting-fields.form';

/** One of a list, at its place. */
export interface ItemProps<T> {
  item: T;
  readOnly: boolean;
  error: (name: string) => string | undefined;
  onChange: (item: T) => void;
  onRemove: () => void;
}

interface ListFieldProps<T> extends FieldProps<readonly T[]> {
  add: string;
  /** What a new one begins with. */
  next: () => T;
  children: (item: ItemProps<T>) => ReactNode;
}

/** A setting that is a list: its items are changed, added and taken away at their place, since they have no name of their own. */
export function ListField<T>(props: ListFieldProps<T>) {
  const { value, errors, readOnly, onChange, add, next, children } = props;
  return (
    <>
      {value.map((item, at) => (
        <div key={at}>
          {children({
            item,
            readOnly,
            error: (name) => errors[`${String(at)}.${name}`],
            onChange: (changed) =>
              onChange(value.map((one, place) => (place === at ? changed : one))),
            onRemove: () => onChange(value.filter((_, place) => place !== at)),
          })}
        </div>
      ))}
      {errors[''] && <p className="setting-error">{errors['']}</p>}
      {!readOnly && (
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...value, next()])}
          >
            {add}
          </Button>
        </div>
      )}
    </>
  );
}
