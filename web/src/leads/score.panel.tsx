import { UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Unknown } from '../parts/unknown';
import type { LeadView } from './leads.queries';

const ScoreDialog = lazy(() =>
  import('./score-parts.panel').then((file) => ({ default: file.ScoreDialog })),
);

/** The score of a lead; it opens what it is made of. */
export function ScoreFact({ lead }: { lead: LeadView }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  if (lead.score === null) return <Unknown />;
  return (
    <>
      <UnstyledButton className="score" onClick={() => setOpened(true)}>
        <span className="rl-num">{format.number(lead.score)}</span>
        <span className="rl-quiet"> {t('score.of')}</span>
        <span className="rl-hidden"> {t('score.open')}</span>
      </UnstyledButton>
      <Suspense>{opened && <ScoreDialog lead={lead} onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
