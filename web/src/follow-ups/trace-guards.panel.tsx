import { IconCheck, IconHourglassHigh, IconMinus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Decision, Guard } from './trace.queries';
import './trace.css';

type Mark = 'passed' | 'holds' | 'refuses' | 'notNeeded';

const ICONS = { passed: IconCheck, holds: IconHourglassHigh, refuses: IconX, notNeeded: IconMinus };

function markOf(guard: Guard, outcome: Decision['outcome']): Mark {
  if (guard.result === 'passed') return 'passed';
  if (guard.result === 'not-needed') return 'notNeeded';
  return outcome === 'deferred' ? 'holds' : 'refuses';
}

function GuardItem({ guard, outcome }: { guard: Guard; outcome: Decision['outcome'] }) {
  const { t } = useTranslation('trace');
  const mark = markOf(guard, outcome);
  const Icon = ICONS[mark];
  return (
    <li className="guard" data-mark={mark}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>
        <span className="guard-label">{guard.label}</span>
        <span className="rl-hidden">{t(`marks.${mark}`)}: </span>
        {guard.valueText && <span className="guard-value">{guard.valueText}</span>}
      </span>
    </li>
  );
}

/** The guard that decided, with what it saw; the others folded, each with its value at that moment. */
export function GuardList({
  decision,
}: {
  decision: Pick<Decision, 'guards' | 'outcome' | 'passed' | 'notNeeded'>;
}) {
  const { t } = useTranslation('trace');
  const { guards, outcome, passed, notNeeded } = decision;
  if (guards.length === 0) return null;
  const refused = guards.filter(({ result }) => result === 'refused');
  const others = guards.filter(({ result }) => result !== 'refused');
  return (
    <>
      {refused.length > 0 && (
        <ul className="guards">
          {refused.map((guard) => (
            <GuardItem key={guard.key} guard={guard} outcome={outcome} />
          ))}
        </ul>
      )}
      <details className="fold">
        <summary>
          {refused.length === 0
            ? t('guards.all', { count: passed })
            : t('guards.some', {
                passed: t('guards.passed', { count: passed }),
                notNeeded: t('guards.notNeeded', { count: notNeeded }),
              })}
        </summary>
        <ul className="guards">
          {others.map((guard) => (
            <GuardItem key={guard.key} guard={guard} outcome={outcome} />
          ))}
        </ul>
      </details>
    </>
  );
}
