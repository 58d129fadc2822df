import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Column } from '../parts/data-table';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { useEventWords } from './event-name.panel';
import { SubjectLink } from './event-subject.panel';
import type { LettersSearch } from './operations-search.queries';
import type { DeadLetter } from './operations.queries';

const LOOKS = {
  dead: { tone: 'bad', icon: 'alert-octagon' },
  retrying: { tone: 'warn', icon: 'hourglass' },
  waiting: { tone: 'idle', icon: 'clock' },
} as const;

export function LetterState({ letter: { state } }: { letter: DeadLetter }) {
  const { t } = useTranslation('operations');
  return (
    <Tag {...LOOKS[state]} quiet={state === 'waiting'}>
      {t(`letter.state.${state}`)}
    </Tag>
  );
}

export function Subject({ letter: { about, subject } }: { letter: DeadLetter }) {
  return <SubjectLink about={about} subject={subject} />;
}

interface LetterProps {
  letter: DeadLetter;
  search: LettersSearch;
}

function LetterLink({ letter, search }: LetterProps) {
  const words = useEventWords();
  return (
    <Link
      to="/operations/dead-letters"
      search={{ ...search, id: letter.id }}
      replace
      className="row-link"
      data-row-link
    >
      {words.name(letter.type)}
    </Link>
  );
}

export function letterColumns(
  t: TFunction<'operations'>,
  search: LettersSearch,
): Column<DeadLetter>[] {
  return [
    {
      key: 'type',
      head: t('letter.fact.type'),
      width: 240,
      cell: (letter) => (
        <span className="event-name">
          <LetterLink letter={letter} search={search} /> <code>{letter.type}</code>
        </span>
      ),
    },
    {
      key: 'state',
      head: t('letter.fact.state'),
      cell: (letter) => <LetterState letter={letter} />,
    },
    {
      key: 'consumer',
      head: t('letter.fact.consumer'),
      cell: ({ consumer }) => <code>{consumer}</code>,
    },
    {
      key: 'subject',
      head: t('letter.fact.subject'),
      cell: (letter) => <Subject letter={letter} />,
    },
    {
      key: 'error',
      head: t('letter.error'),
      from: 'lg',
      cell: ({ error }) =>
        error === null ? <Unknown /> : <span className="operations-cut">{error}</span>,
    },
    {
      key: 'attempts',
      head: t('letter.fact.attempts'),
      end: true,
      cell: ({ attempts }) => attempts,
    },
    {
      key: 'since',
      head: t('letter.fact.since'),
      from: 'md',
      cell: ({ parkedAt }) => <Time at={parkedAt} as="moment" />,
    },
  ];
}

/** Two lines for the phone; the row leads to the event, which leads to whom it is about. */
export function CompactLetter({ letter, search }: LetterProps) {
  return (
    <>
      <span>
        <LetterLink letter={letter} search={search} />
      </span>
      <span>
        <LetterState letter={letter} />
      </span>
      <span className="rl-quiet">{letter.about?.company ?? letter.subject}</span>
      <span className="rl-quiet">{letter.consumer}</span>
    </>
  );
}
