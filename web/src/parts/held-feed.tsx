import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import './held-feed.css';

const SUMMARY_MS = 60_000;
const TYPING_MS = 300;

/** A feed that stands still while somebody reads it: held by hand, by the pointer or by focus. */
export interface HeldFeed<F> {
  readonly shown: F | undefined;
  /** How many have come since it stands still. */
  readonly waiting: number;
  readonly held: boolean;
  readonly toggle: () => void;
  /** Shows what has come, and stands still again. */
  readonly catchUp: () => void;
  readonly touch: (isTouched: boolean) => void;
}

/**
 * @param asked what the feed answers: another question gets its own answer, whether the old one stood still or not
 * @param idsOf the entries of a feed
 */
export function useHeldFeed<F>(
  data: F | undefined,
  asked: string,
  idsOf: (feed: F) => readonly string[],
): HeldFeed<F> {
  const { t } = useTranslation('feed');
  const [held, setHeld] = useState(false);
  const [touched, setTouched] = useState(false);
  const [frozen, setFrozen] = useState<{ readonly feed: F } | null>(null);
  const [frozenFor, setFrozenFor] = useState(asked);
  const stands = held || touched;
  if (frozen && (!stands || frozenFor !== asked)) setFrozen(null);
  if (stands && !frozen && data !== undefined) {
    setFrozen({ feed: data });
    setFrozenFor(asked);
  }
  const shown = (stands && frozenFor === asked ? frozen?.feed : undefined) ?? data;
  const known = new Set(shown === undefined ? [] : idsOf(shown));
  const toggle = () => setHeld(!held);
  useShortcuts([{ keys: 'p', label: held ? t('resume') : t('hold'), run: toggle }]);
  return {
    shown,
    waiting: data === undefined ? 0 : idsOf(data).filter((id) => !known.has(id)).length,
    held,
    toggle,
    catchUp: () => setFrozen(data === undefined ? null : { feed: data }),
    touch: setTouched,
  };
}

type Acts = Pick<HeldFeed<unknown>, 'held' | 'toggle' | 'waiting' | 'catchUp'>;

/** Beside the title: what waits, and the switch that holds the feed. */
export function FeedActs({ held, toggle, waiting, catchUp }: Acts) {
  const { t } = useTranslation('feed');
  const Icon = held ? IconPlayerPlay : IconPlayerPause;
  return (
    <div className="feed-acts">
      {waiting > 0 && (
        <Button variant="light" size="compact-sm" onClick={catchUp}>
          {t('waiting', { count: waiting })}
        </Button>
      )}
      <Button
        variant="default"
        size="compact-sm"
        className="feed-hold"
        leftSection={<Icon size={14} aria-hidden />}
        onClick={toggle}
      >
        {held ? t('resume') : t('hold')}
      </Button>
    </div>
  );
}

interface FiltersProps {
  q: string | undefined;
  /** What is looked for, for the field without a label on the screen. */
  searchLabel: string;
  onSearch: (q: string | undefined) => void;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onFilter: (value: string | undefined) => void;
}

export function FeedFilters({
  q = '',
  searchLabel,
  onSearch,
  value,
  options,
  onFilter,
}: FiltersProps) {
  const { t } = useTranslation('feed');
  const [typed, setTyped] = useState(q);
  const [shownFor, setShownFor] = useState(q);
  // The address changed by itself: Back, or a reset.
  if (shownFor !== q) {
    setShownFor(q);
    if (typed.trim() !== q) setTyped(q);
  }
  const search = useDebouncedCallback(
    (words: string) => onSearch(words.trim() || undefined),
    TYPING_MS,
  );
  return (
    <div className="feed-filters">
      <TextInput
        size="xs"
        aria-label={searchLabel}
        placeholder={searchLabel}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        maxLength={80}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          search(currentTarget.value);
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('filter')}
        data={[{ value: '', label: t('all') }, ...options]}
        value={value ?? ''}
        onChange={({ currentTarget }) =>
          onFilter(options.find((option) => option.value === currentTarget.value)?.value)
        }
      />
    </div>
  );
}

/** The entries; the pointer over them and focus in them hold the feed. */
export function FeedList({
  touch,
  children,
}: Pick<HeldFeed<unknown>, 'touch'> & { children: ReactNode }) {
  return (
    <div
      className="feed-list"
      onPointerEnter={(event) => event.pointerType === 'mouse' && touch(true)}
      onPointerLeave={() => touch(false)}
      onFocus={(event) => event.target.matches(':focus-visible') && touch(true)}
      onBlur={({ currentTarget, relatedTarget }) =>
        !currentTarget.contains(relatedTarget) && touch(false)
      }
    >
      {children}
    </div>
  );
}

/** For screen readers: at most one sentence a minute. */
export function FeedSummary({ newest }: { newest: string | undefined }) {
  const { t } = useTranslation('feed');
  const count = useRef(0);
  const last = useRef(newest);
  const [text, setText] = useState('');
  useEffect(() => {
    if (last.current !== newest && last.current !== undefined) count.current += 1;
    last.current = newest;
  }, [newest]);
  useEffect(() => {
    const timer = window.setInterval(() => {
      setText(count.current > 0 ? t('summary', { count: count.current }) : '');
      count.current = 0;
    }, SUMMARY_MS);
    return () => window.clearInterval(timer);
  }, [t]);
  return (
    <span className="rl-hidden" role="status">
      {text}
    </span>
  );
}
