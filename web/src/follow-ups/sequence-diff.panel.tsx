import { useTranslation } from 'react-i18next';
import { type Sequence, type StepChange, stepChanges } from './sequences.queries';
import { useStepWords } from './step-words.panel';

interface DiffProps {
  shown: Sequence;
  versions: readonly Sequence[];
  active: Sequence | undefined;
}

/** What this version does otherwise than the active one; the active one beside the version before it. */
export function SequenceDiff({ shown, versions, active }: DiffProps) {
  const { t } = useTranslation('sequences');
  const other =
    active && active.id !== shown.id
      ? active
      : versions.find(({ version }) => version < shown.version);
  if (!other) return <p className="rl-quiet sequence-note">{t('diff.nothing')}</p>;
  const changes = stepChanges(other.steps, shown.steps);
  return (
    <>
      <p className="rl-quiet sequence-note">{t('diff.against', { version: other.version })}</p>
      {changes.length === 0 ? (
        <p className="sequence-note">{t('diff.none')}</p>
      ) : (
        <ul className="sequence-diff">
          {changes.map((change) => (
            <Item
              key={`${change.step.key} ${change.kind === 'changed' ? change.field : change.kind}`}
              change={change}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function Item({ change }: { change: StepChange }) {
  const { t } = useTranslation('sequences');
  const words = useStepWords();
  const { step } = change;
  if (change.kind !== 'changed')
    return (
      <li>
        <b>{step.key}</b> {t(`diff.${change.kind}`, { when: words.when(step) })}
      </li>
    );
  const { field, before, after } = change;
  return (
    <li>
      <b>{step.key}</b> {t(`field.${field}`)}: <del>{words.value(field, before)}</del>{' '}
      <ins>{words.value(field, after)}</ins>
    </li>
  );
}
