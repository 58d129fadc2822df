import { Button, Checkbox, Popover, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLayer } from '../core/layers';
import './filter-chips.css';

export interface FilterField {
  readonly key: string;
  readonly label: string;
  readonly options: readonly { value: string; label: string }[];
}

export type FilterValues = Readonly<Record<string, readonly string[] | undefined>>;

interface FilterChipsProps {
  fields: readonly FilterField[];
  values: FilterValues;
  onChange: (field: string, values: string[]) => void;
  /** Which field's editor is open: a field's key, `*` for the list of fields, null for none. */
  open: string | null;
  onOpen: (open: string | null) => void;
}

/** One chip a field; the chip itself opens its editor, „+ Filter“ the list of fields. They wrap, never scroll. */
export function FilterChips({ fields, values, onChange, open, onOpen }: FilterChipsProps) {
  const { t } = useTranslation('parts');
  const active = fields.filter((field) => (values[field.key]?.length ?? 0) > 0);
  const choosing = open === '*' || (open !== null && !active.some(({ key }) => key === open));
  return (
    <div className="chips" role="group" aria-label={t('filter.label')}>
      {active.map((field) => (
        <Editor
          key={field.key}
          opened={open === field.key}
          close={() => onOpen(null)}
          target={
            <span className="chip">
              <UnstyledButton
                className="chip-open"
                aria-expanded={open === field.key}
                onClick={() => onOpen(open === field.key ? null : field.key)}
              >
                {field.label} <b>{describe(field, values)}</b>
              </UnstyledButton>
              <UnstyledButton
                className="chip-remove"
                aria-label={t('filter.remove', { field: field.label })}
                onClick={() => onChange(field.key, [])}
              >
                <IconX size={14} aria-hidden />
              </UnstyledButton>
            </span>
          }
        >
          <Options field={field} values={values} onChange={onChange} />
        </Editor>
      ))}
      <Editor
        opened={choosing}
        close={() => onOpen(null)}
        target={
          <UnstyledButton
            className="chip chip-add"
            aria-expanded={choosing}
            onClick={() => onOpen(choosing ? null : '*')}
          >
            <IconPlus size={14} aria-hidden /> {t('filter.add')} <kbd aria-hidden>F</kbd>
          </UnstyledButton>
        }
      >
        <Fields
          key={open}
          fields={fields.filter((field) => !active.includes(field))}
          values={values}
          onChange={onChange}
        />
      </Editor>
    </div>
  );
}

const describe = (field: FilterField, values: FilterValues): string =>
  (values[field.key] ?? [])
    .map((value) => field.options.find((option) => option.value === value)?.label ?? value)
    .join(', ');

function Editor(props: {
  opened: boolean;
  close: () => void;
  target: React.ReactNode;
  children: React.ReactNode;
}) {
  const { opened, close, target, children } = props;
  useLayer(opened, close);
  return (
    <Popover
      opened={opened}
      onChange={(next) => !next && close()}
      position="bottom-start"
      width={240}
      trapFocus
      returnFocus
      closeOnEscape={false}
      withRoles={false}
    >
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown className="chip-editor">{children}</Popover.Dropdown>
    </Popover>
  );
}

interface FieldProps {
  values: FilterValues;
  onChange: (field: string, values: string[]) => void;
}

function Fields({ fields, ...rest }: FieldProps & { fields: readonly FilterField[] }) {
  const { t } = useTranslation('parts');
  const [chosen, choose] = useState<FilterField | null>(null);
  if (chosen)
    return (
      <>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconChevronLeft size={14} aria-hidden />}
          onClick={() => choose(null)}
        >
          {t('filter.fields')}
        </Button>
        <Options field={chosen} {...rest} />
      </>
    );
  return (
    <ul>
      {fields.map((field) => (
        <li key={field.key}>
          <UnstyledButton className="chip-field" onClick={() => choose(field)}>
            {field.label}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function Options({ field, values, onChange }: FieldProps & { field: FilterField }) {
  const chosen = values[field.key] ?? [];
  const toggle = (value: string) =>
    onChange(
      field.key,
      chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value],
    );
  return (
    <fieldset className="chip-options">
      <legend>{field.label}</legend>
      {field.options.map((option, index) => (
        <Checkbox
          key={option.value}
          label={option.label}
          checked={chosen.includes(option.value)}
          onChange={() => toggle(option.value)}
          data-autofocus={index === 0 || undefined}
        />
      ))}
    </fieldset>
  );
}
