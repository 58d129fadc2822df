import { ActionIcon, Button, Checkbox, Popover } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLayer } from '../core/layers';
import { arranged, moved } from './column-order';
import './column-menu.css';

interface ColumnMenuProps<Key extends string> {
  /** All that the table has, in its own order; the first is always shown, and first. */
  columns: readonly { readonly key: Key; readonly head: string }[];
  shown: readonly Key[];
  onChange: (shown: readonly Key[]) => void;
  /** Those that it shows by itself. */
  standard: readonly Key[];
}

/** Which columns a table shows, and in which order. */
export function ColumnMenu<Key extends string>(props: ColumnMenuProps<Key>) {
  const { t } = useTranslation('parts');
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  useLayer(opened, close);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={280}
      trapFocus
      returnFocus
      closeOnEscape={false}
      withRoles={false}
    >
      <Popover.Target>
        <Button
          className="column-menu-open"
          variant="default"
          size="xs"
          leftSection={<IconColumns3 size={16} stroke={1.5} aria-hidden />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {t('columns.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="column-menu">
        <Columns {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Columns<Key extends string>(props: ColumnMenuProps<Key>) {
  const { columns, shown, standard, onChange } = props;
  const { t } = useTranslation('parts');
  const keys = columns.map(({ key }) => key);
  // What is hidden keeps its place while the menu is open: nothing moves under the hand.
  const [order, setOrder] = useState(() => arranged(keys, shown));
  const [fixed] = order;
  const change = (next: readonly Key[], visible: ReadonlySet<Key>) => {
    setOrder(next);
    onChange(next.filter((key) => visible.has(key)));
  };
  const toggle = (key: Key) => {
    const visible = new Set(shown);
    if (!visible.delete(key)) visible.add(key);
    change(order, visible);
  };
  return (
    <fieldset className="column-list">
      <legend>{t('columns.label')}</legend>
      <ul>
        {order.map((key, at) => {
          const head = columns.find((column) => column.key === key)?.head ?? key;
          const move = (step: 1 | -1) => change(moved(order, at, step), new Set(shown));
          return (
            <li key={key}>
              <Checkbox
                label={head}
                checked={shown.includes(key)}
                disabled={key === fixed}
                onChange={() => toggle(key)}
                data-autofocus={at === 1 || undefined}
              />
              {key !== fixed && (
                <span>
                  <ActionIcon
                    size={24}
                    disabled={at === 1}
                    aria-label={t('columns.forward', { column: head })}
                    onClick={() => move(-1)}
                  >
                    <IconChevronUp size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    size={24}
                    disabled={at === order.length - 1}
                    aria-label={t('columns.back', { column: head })}
                    onClick={() => move(1)}
                  >
                    <IconChevronDown size={16} aria-hidden />
                  </ActionIcon>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={shown.join() === standard.join()}
        onClick={() => change(arranged(keys, standard), new Set(standard))}
      >
        {t('columns.reset')}
      </Button>
    </fieldset>
  );
}
