import { Button, CopyButton } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { GuardList } from './trace-guards.panel';
import { type Decision, STATE_LOOK, stateOf, type TraceStep } from './trace.queries';
import './trace.css';

export function StepState({ step }: { step: Pick<TraceStep, 'state' | 'reason'> }) {
  const { t } = useTranslation('trace');
  const state = stateOf(step);
  return <Tag {...STATE_LOOK[state]}>{t(`state.${state}`)}</Tag>;
}

/** What would have had to be otherwise, and what would have happened then. */
export function Counterfactual({ sentence }: { sentence: string }) {
  return (
    <p className="counterfactual">
      <IconBulb size={16} stroke={1.5} aria-hidden />
      <span>{sentence}</span>
    </p>
  );
}

/** The newest decision about a step: what decided, what else was looked at, what would have let it go. */
export function LastDecision({ step }: { step: TraceStep }) {
  const { t } = useTranslation('trace');
  const last = step.decisions.at(-1);
  if (!last) return <p className="rl-quiet trace-note">{t('undecided')}</p>;
  return (
    <>
      <GuardList decision={last} />
      {last.counterfactual && <Counterfactual sentence={last.counterfactual.sentence} />}
    </>
  );
}

/** Everything that was ever decided about a step, the newest first. */
export function StepHistory({ step }: { step: TraceStep }) {
  const { t } = useTranslation('trace');
  return (
    <details className="fold step">
      <summary>
        <b>{step.step}</b> <StepState step={step} />
        <span className="step-time">
          <Time at={step.handedOverAt ?? step.dueAt} as="moment" />
        </span>
      </summary>
      <div className="step-body">
        <p>{step.sentence}</p>
        {step.decisions.length === 0 && <p className="rl-quiet">{t('undecided')}</p>}
        <ol className="decisions">
          {[...step.decisions].reverse().map((decision) => (
            <DecisionItem key={decision.number} decision={decision} />
          ))}
        </ol>
      </div>
    </details>
  );
}

function DecisionItem({ decision }: { decision: Decision }) {
  const { t } = useTranslation('trace');
  const names = useNames();
  const { sequence } = decision.versions;
  return (
    <li>
      <p className="decision-line">
        <span>
          {decision.decidedBy === null
            ? t('automatic')
            : t('by', { name: decision.decidedByName ?? t('somebody') })}
        </span>
        <Time at={decision.decidedAt} as="moment" />
      </p>
      <p>{decision.sentence}</p>
      {decision.note && <q className="decision-note">{decision.note}</q>}
      <GuardList decision={decision} />
      {decision.counterfactual && <Counterfactual sentence={decision.counterfactual.sentence} />}
      <p className="rl-quiet decision-versions">
        {t('versions', { sequence: names.sequence(sequence.key), version: sequence.version })}
        <CopyButton value={JSON.stringify(decision, null, 2)}>
          {({ copied, copy }) => (
            <Button variant="subtle" size="compact-xs" onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </p>
    </li>
  );
}
