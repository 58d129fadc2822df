import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { DECISION_MAKER_ACCESS, PAINS, RELATIONSHIP_STATUSES, URGENCIES } from '../api/lists';
import { InlineEdit } from '../parts/inline-edit';
import { Unknown } from '../parts/unknown';
import { useLeadChange } from './lead-change.form';
import { useShown } from './lead-shown.form';
import type { LeadView } from './leads.queries';

const ConflictDialog = lazy(() =>
  import('./lead-conflict.panel').then((file) => ({ default: file.ConflictDialog })),
);

/** How the house stands with a company and what that one needs, each fact edited in place. */
export function RelationshipPanel({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const { save, conflict } = useLeadChange(lead);
  const show = useShown();
  const choice = (
    field: 'relationshipStatus' | 'decisionMakerAccess' | 'urgency',
    options: { value: string; label: string }[],
  ) => (
    <InlineEdit
      label={t(`fields.${field}`)}
      kind="select"
      clearable
      shown={show(field, lead[field]) ?? <Unknown />}
      value={lead[field] ?? ''}
      options={options}
      onSave={mayEdit ? (value) => save({ [field]: value || null }) : undefined}
    />
  );
  const text = (field: 'competitor' | 'painNotes', kind: 'text' | 'lines') => (
    <InlineEdit
      label={t(`fields.${field}`)}
      kind={kind}
      shown={lead[field] ?? <Unknown />}
      value={lead[field] ?? ''}
      onSave={mayEdit ? (value) => save({ [field]: value.trim() || null }) : undefined}
    />
  );
  return (
    <section className="card" aria-labelledby="relationship">
      <div className="card-head">
        <h2 id="relationship">{t('relationship')}</h2>
      </div>
      <dl className="card-body lead-facts">
        {choice(
          'relationshipStatus',
          RELATIONSHIP_STATUSES.map((value) => ({
            value,
            label: lists(`relationshipStatus.${value}`),
          })),
        )}
        {choice(
          'decisionMakerAccess',
          DECISION_MAKER_ACCESS.map((value) => ({
            value,
            label: lists(`decisionMakerAccess.${value}`),
          })),
        )}
        {text('competitor', 'text')}
        <InlineEdit
          label={t('fields.pains')}
          kind="choices"
          shown={show('pains', lead.pains) || <Unknown />}
          value={[...lead.pains]}
          options={PAINS.map((value) => ({ value, label: lists(`pain.${value}`) }))}
          onSave={mayEdit ? (value) => save({ pains: value }) : undefined}
        />
        {text('painNotes', 'lines')}
        {choice(
          'urgency',
          URGENCIES.map((value) => ({ value, label: lists(`urgency.${value}`) })),
        )}
      </dl>
      <Suspense>{conflict && <ConflictDialog conflict={conflict} />}</Suspense>
    </section>
  );
}
