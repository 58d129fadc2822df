import { Button } from '@mantine/core';
import { IconRotate, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Problem } from '../core/problem';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { DismissDialog, useReplay } from './dead-letter-acts.panel';
import { LetterState, Subject } from './dead-letters.columns';
import { EventName } from './event-name.panel';
import { Json } from './json.panel';
import { type DeadLetterDetail, letterQuery, operationsKeys } from './operations.queries';

interface LetterProps {
  id: string;
  onGone: () => void;
}

/** One event that a consumer could not take: why, what is in it, and what can be done. */
export function DeadLetterView({ id, onGone }: LetterProps) {
  const { t } = useTranslation('operations');
  const query = useQuery(letterQuery(id));
  if (query.error instanceof Problem && query.error.status === 404)
    return <Empty title={t('letter.gone')} text={t('letter.goneText')} />;
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />}>
      {(letter) => <Letter letter={letter} onGone={onGone} />}
    </QueryView>
  );
}

function Letter({ letter, onGone }: { letter: DeadLetterDetail; onGone: () => void }) {
  const { t } = useTranslation('operations');
  const { error, event, waiting } = letter;
  const facts = [
    ['state', <LetterState key="state" letter={letter} />],
    ['consumer', <code key="consumer">{letter.consumer}</code>],
    ['type', <EventName key="type" type={letter.type} />],
    ['subject', <Subject key="subject" letter={letter} />],
    ['attempts', String(letter.attempts)],
    ['since', <Time key="since" at={letter.parkedAt} as="exact" />],
    ['waiting', t('letter.waiting', { count: waiting })],
  ] as const;
  return (
    <div className="operations-detail">
      <Acts letter={letter} onGone={onGone} />
      <dl className="operations-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`letter.fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('letter.error')}</h3>
      {error === null ? <Unknown /> : <p className="operations-error">{error}</p>}
      <h3>{t('letter.event')}</h3>
      {event ? (
        <Json label={t('letter.event')} value={event} />
      ) : (
        <p className="rl-quiet">{t('letter.noEvent')}</p>
      )}
    </div>
  );
}

function Acts({ letter, onGone }: { letter: DeadLetterDetail; onGone: () => void }) {
  const { t } = useTranslation('operations');
  const session = useSession();
  const queries = useQueryClient();
  const [dismissing, setDismissing] = useState(false);
  const { busy, replay } = useReplay(({ free }) => {
    if (free) onGone();
    else void queries.invalidateQueries({ queryKey: operationsKeys.letter(letter.id) });
  });
  if (!may(session, 'dead-letters.manage')) return null;
  return (
    <div className="operations-acts">
      <Button
        loading={busy}
        leftSection={<IconRotate size={16} stroke={1.5} aria-hidden />}
        onClick={() => void replay(letter)}
      >
        {t('letter.replay')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />}
        onClick={() => setDismissing(true)}
      >
        {t('letter.dismiss')}
      </Button>
      {dismissing && (
        <DismissDialog letter={letter} onClose={() => setDismissing(false)} onDecided={onGone} />
      )}
    </div>
  );
}
