import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { MailText } from './mail-text.panel';
import type { Line } from './timeline-sentence.panel';
import type { TimelineItem } from './timeline.queries';

interface EntryProps {
  item: TimelineItem;
  line: Line;
  opened: boolean;
  /** The one that the URL named when the page came up: it is brought into view once. */
  bringUp: boolean;
  onToggle: () => void;
}

const FOLDED_LINES = 6;
const LINE_LENGTH = 72;
const isLong = (text: string): boolean =>
  text.split('\n').length > FOLDED_LINES || text.length > FOLDED_LINES * LINE_LENGTH;

/** When an entry belongs into the day: an activity when it was logged, everything else when it happened. */
export const entryTime = (item: TimelineItem): string => item.activity?.loggedAt ?? item.at;

export function TimelineEntry({ item, line, opened, bringUp, onToggle }: EntryProps) {
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
            {item.mail && <MailText messageId={item.mail.messageId} />}
            <EntryFacts item={item} />
          </div>
        )}
      </div>
    </li>
  );
}

function Folded({ text, opened }: { text: string; opened: boolean }) {
  const { t } = useTranslation('work');
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
          {t(whole ? 'timeline.less' : 'timeline.more')}
        </UnstyledButton>
      )}
    </>
  );
}

/** The exact instants, for whoever wants to know. */
function EntryFacts({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('work');
  return (
    <p className="rl-quiet entry-facts">
      {t('timeline.at')} <Time at={item.at} as="exact" /> · {t('timeline.recorded')}{' '}
      <Time at={item.recordedAt} as="exact" />
    </p>
  );
}
