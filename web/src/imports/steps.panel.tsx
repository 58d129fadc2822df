import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Step, STEPS } from './imports-search.queries';

interface StepsProps {
  active: Step;
  /** The import whose steps these are; null before there is one. */
  id: string | null;
  /** The step that the import waits at; those before it are done. */
  at: Step;
  /** Nothing is left to do. */
  over?: boolean;
}

/** Where one is on the way from a file to leads; every step that can be shown is a link. */
export function Steps({ active, id, at, over = false }: StepsProps) {
  const { t } = useTranslation('imports');
  return (
    <nav aria-label={t('steps.label')}>
      <ol className="steps">
        {STEPS.map((step, index) => {
          const isDone = over || index < STEPS.indexOf(at);
          const inside = (
            <>
              <span className="step-mark" data-done={isDone || undefined} aria-hidden>
                {isDone ? <IconCheck size={14} stroke={2.5} /> : index + 1}
              </span>
              {t(`steps.${step}`)}
              {isDone && <span className="rl-hidden"> {t('steps.done')}</span>}
            </>
          );
          return (
            <li key={step}>
              {id !== null && step !== active && index <= STEPS.indexOf(at) ? (
                <Link to="/leads/imports/$id" params={{ id }} search={{ step }} className="step">
                  {inside}
                </Link>
              ) : (
                <span className="step" aria-current={step === active ? 'step' : undefined}>
                  {inside}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
