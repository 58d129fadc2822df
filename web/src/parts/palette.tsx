import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCornerDownLeft, IconSearch, type Icon as TablerIcon } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keyCaps } from '../core/keys';
import { useLayer } from '../core/layers';
import './palette.css';

export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon: TablerIcon;
  readonly keys?: string;
  readonly run: () => void;
}

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  /** Places and acts; matched here by their label. */
  acts: readonly PaletteItem[];
  /** Records, found by the server. */
  search: (text: string) => Promise<PaletteItem[]>;
}

const SEARCH_AFTER_MS = 150;

/** One field for places, acts and records. `>` shows acts only. The input keeps focus; the results are its options. */
export function Palette(props: PaletteProps) {
  const { opened, onClose } = props;
  const { t } = useTranslation('parts');
  useLayer(opened, onClose);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      closeOnEscape={false}
      padding={0}
      size={560}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': t('palette.title') } }}
    >
      {opened && <Search {...props} />}
    </Modal>
  );
}

function Search({ acts, search, onClose }: PaletteProps) {
  const { t } = useTranslation('parts');
  const listId = useId();
  const [text, setText] = useState('');
  const [cursor, setCursor] = useState(0);
  const [isAwaited, setAwaited] = useState(false);
  const actsOnly = text.startsWith('>');
  const words = text.replace(/^>/, '').trim();
  const [asked] = useDebouncedValue(words, SEARCH_AFTER_MS);
  const found = useQuery({
    queryKey: ['palette', asked],
    queryFn: () => search(asked),
    enabled: !actsOnly && asked.length >= 2,
    placeholderData: keepPreviousData,
  });
  const matching = acts.filter(({ label }) => label.toLowerCase().includes(words.toLowerCase()));
  const records = !actsOnly && words.length >= 2 ? (found.data ?? []) : [];
  const items = [...matching, ...records];
  const current = items[Math.min(cursor, items.length - 1)];
  // Until the server has answered these words, the records are those of other words, or none.
  const isAnswered =
    actsOnly ||
    words.length < 2 ||
    (asked === words && !found.isPlaceholderData && !found.isLoading);
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setCursor(
        (Math.min(cursor, items.length - 1) + step + items.length) % Math.max(1, items.length),
      );
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      if (isAnswered || cursor < matching.length) run(current);
      else setAwaited(true);
    }
  };
  useEffect(() => {
    if (!isAwaited || !isAnswered) return;
    setAwaited(false);
    run(current);
  });
  return (
    <>
      <div className="palette-field">
        <IconSearch size={18} stroke={1.5} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current ? `${listId}-${current.id}` : undefined}
          aria-autocomplete="list"
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCursor(0);
            setAwaited(false);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <ul
        id={listId}
        role="listbox"
        data-inline
        className="palette-list"
        aria-label={t('palette.results')}
      >
        {items.map((item) => (
          <li
            key={item.id}
            id={`${listId}-${item.id}`}
            role="option"
            aria-selected={item === current}
            ref={
              item === current ? (element) => element?.scrollIntoView({ block: 'nearest' }) : null
            }
            onClick={() => run(item)}
            onMouseMove={() => setCursor(items.indexOf(item))}
          >
            <item.icon size={16} stroke={1.5} aria-hidden />
            <span className="palette-label">
              {item.label}
              {item.detail && <span className="rl-quiet"> {item.detail}</span>}
            </span>
            {item.keys &&
              keyCaps(item.keys, t('keys.control')).map((cap) => (
                <kbd key={cap} aria-hidden>
                  {cap}
                </kbd>
              ))}
            {item === current && <IconCornerDownLeft size={14} aria-hidden />}
          </li>
        ))}
      </ul>
      {items.length === 0 && !found.isFetching && (
        <p className="palette-none">{t('palette.none')}</p>
      )}
      <p className="palette-foot">{t('palette.hint')}</p>
    </>
  );
}
