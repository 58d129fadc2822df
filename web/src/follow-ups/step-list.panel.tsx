import { useTranslation } from 'react-i18next';
import type { Step } from './sequences.queries';
import { useStepWords } from './step-words.panel';

/** The steps as they are, one sentence each. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation('sequences');
  const words = useStepWords();
  return (
    <section className="card sequence-steps" aria-labelledby="steps">
      <div className="card-head">
        <h2 id="steps">{t('steps')}</h2>
      </div>
      <p className="sequence-anchor rl-quiet">{t('anchor')}</p>
      <ol>
        {steps.map((step, at) => (
          <li key={step.key} className="sequence-step">
            <h3>{step.key}</h3>
            <p>
              <b>{words.when(step)}</b> · {words.value('channel', step.channel)}
            </p>
            <p className="rl-quiet">{words.terms(step, at === 0).join(' · ')}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
