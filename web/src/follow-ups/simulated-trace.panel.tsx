import { useTranslation } from 'react-i18next';
import { Time } from '../parts/time';
import type { SimulatedOutcome } from './sequences.queries';
import { GuardList } from './trace-guards.panel';

/** How it came to what it came to, decision by decision. */
export function SimulatedTrace({
  title,
  outcome,
}: {
  title: string;
  outcome: SimulatedOutcome | null;
}) {
  const { t } = useTranslation('sequences');
  const trace = outcome?.trace ?? [];
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {outcome === null && <p className="rl-quiet">{t('simulation.noStep')}</p>}
      {outcome !== null && trace.length === 0 && (
        <p className="rl-quiet">{t('simulation.noTrace')}</p>
      )}
      <ol className="sequence-trace">
        {trace.map((decision) => {
          const count = (result: string) =>
            decision.guards.filter((guard) => guard.result === result).length;
          return (
            <li key={decision.at}>
              <p>
                <b>{t(`decided.${decision.outcome}`)}</b> <Time at={decision.at} as="moment" />
              </p>
              {decision.reasonText !== null && <p>{decision.reasonText}</p>}
              {decision.nextAt !== null && (
                <p className="rl-quiet">
                  {t('simulation.next')} <Time at={decision.nextAt} as="moment" />
                </p>
              )}
              <GuardList
                decision={{
                  guards: decision.guards,
                  outcome: decision.outcome,
                  passed: count('passed'),
                  notNeeded: count('not-needed'),
                }}
              />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
