import { UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Icon as TablerIcon } from '@tabler/icons-react';
import { useNow } from '../core/now';
import { useSession } from '../core/session';
import type { Tone } from '../core/theme';
import { useFormat } from '../core/use-format';
import { clockAt } from '../core/zoned';
import { Tag, type TagIcon } from './tag';
import { Time } from './time';
import './timeline.css';

/** One fact as its line shows it. */
export interface Line {
  readonly icon: TablerIcon;
  readonly title: string;
  readonly tag?: { tone: Tone; icon: TagIcon; text: string };
  /** Who, and what else belongs to it, in one quiet line. */
  readonly details: readonly (string | null | undefined | false)[];
  /** What somebody wrote; folded when it is long. */
  readonly text?: string | null;
}

/** A fact of the log. */
export interface Entry {
  readonly id: string;
  readonly at: string;
  readonly recordedAt: string;
  /** An activity belongs into the day on which it was logged, everything else into that on which it happened. */
  readonly activity: { readonly loggedAt: string } | null;
}

interface DaysProps<E extends Entry> {
  items: readonly E[];
  line: (item: E) => Line;
  /** What an open entry shows beside its instants. */
  more: (item: E) => ReactNode;
  opened: string | undefined;
  /** The one that the URL named when the page came up: it is brought into view once. */
  bringUp: string | undefined;
  onToggle: (id: string) => void;
}

/** Facts by day, one line each, in the order in which they are given. */
export function TimelineDays<E extends Entry>(props: DaysProps<E>) {
  const { items, line, more, opened, bringUp, onToggle } = props;
  return useDays(items).map(({ day, label, items: ofDay }) => (
    <div key={`${day} ${ofDay[0]?.id ?? ''}`}>
      <h3 className="timeline-day">{label}</h3>
      <ol>
        {ofDay.map((item) => (
          <TimelineEntry
            key={item.id}
            item={item}
            line={line(item)}
            more={more(item)}
            opened={item.id === opened}
            bringUp={item.id === bringUp}
            onToggle={() => onToggle(item.id)}
          />
        ))}
      </ol>
    </div>
  ));
}

interface Day<E> {
  readonly day: string;
  readonly label: ReactNode;
  readonly items: E[];
}

function useDays<E extends Entry>(items: readonly E[]): Day<E>[] {
  const { t } = useTranslation('timeline');
  const format = useFormat();
  const now = useNow();
  const { timeZone } = useSession().user;
  const dayOf = (at: string | Date) => clockAt(new Date(at), timeZone).day;
  const today = dayOf(now);
  const yesterday = dayOf(new Date(now.getTime() - 86_400_000));
  const days: Day<E>[] = [];
  for (const item of items) {
    const at = entryTime(item);
    const day = dayOf(at);
    const last = days.at(-1);
    if (last?.day === day) {
      last.items.push(item);
      continue;
    }
    const named = day === today ? t('today') : day === yesterday ? t('yesterday') : null;
    const label = named ? `${named}, ${format.date(at)}` : format.longDate(at);
    days.push({ day, label, items: [item] });
  }
  return days;
}

interface EntryProps {
  item: Entry;
  line: Line;
  more: ReactNode;
  opened: boolean;
  bringUp: boolean;
  onToggle: () => void;
}

const FOLDED_LINES = 6;
const LINE_LENGTH = 72;
const isLong = (text: string): boolean =>
  text.split('\n').length > FOLDED_LINES || text.length > FOLDED_LINES * LINE_LENGTH;

const entryTime = (item: Entry): string => item.activity?.loggedAt ?? item.at;

function TimelineEntry({ item, line, more, opened, bringUp, onToggle }: EntryProps) {
  const row = useRef<HTMLLIElement>(null);
  const Icon = line.icon;
  const details = line.details.filter(Boolean).join(' · ');
  useEffect(() => {
    if (!bringUp) return;
    row.current?.scrollIntoView({ block: 'center' });
    row.current?.querySelector<HTMLElement>('.entry-open')?.focus({ preventScroll: true });
  }, [bringUp]);
  return (
    <li className="entry" data-open={opened || undefined} ref={row}>
      <span className="entry-icon">
        <Icon size={16} stroke={1.5} aria-hidden />
      </span>
      <div className="entry-body">
        <div className="entry-line">
          <div className="entry-title">
            <UnstyledButton className="entry-open" aria-expanded={opened} onClick={onToggle}>
              {line.title}
            </UnstyledButton>
            {line.tag && (
              <Tag tone={line.tag.tone} icon={line.tag.icon} quiet={line.tag.tone === 'idle'}>
                {line.tag.text}
              </Tag>
            )}
          </div>
          <span className="entry-time">
            <Time at={entryTime(item)} as="clock" />
          </span>
        </div>
        {details && <p className="entry-details">{details}</p>}
        {line.text && <Folded text={line.text} opened={opened} />}
        {opened && (
          <div className="entry-more">
            {more}
            <EntryFacts item={item} />
          </div>
        )}
      </div>
    </li>
  );
}

function Folded({ text, opened }: { text: string; opened: boolean }) {
  const { t } = useTranslation('timeline');
  const [whole, setWhole] = useState(false);
  const long = isLong(text);
  return (
    <>
      <div className="entry-text">
        <p data-folded={(long && !whole && !opened) || undefined}>{text}</p>
      </div>
      {long && !opened && (
        <UnstyledButton
          className="entry-fold"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {t(whole ? 'less' : 'more')}
        </UnstyledButton>
      )}
    </>
  );
}

/** The exact instants, for whoever wants to know. */
function EntryFacts({ item }: { item: Entry }) {
  const { t } = useTranslation('timeline');
  return (
    <p className="rl-quiet entry-facts">
      {t('at')} <Time at={item.at} as="exact" /> · {t('recorded')}{' '}
      <Time at={item.recordedAt} as="exact" />
    </p>
  );
}
