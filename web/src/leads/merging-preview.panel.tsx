import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import type { LeadView } from './leads.queries';
import type { Other } from './merging.form';
import type { Choices, MergeField, MergeResult, Side } from './merging.queries';

interface PreviewProps {
  lead: LeadView;
  other: Other;
  result: MergeResult;
  /** What the person chose; the result follows. */
  chosen: Choices;
  onChoose: (field: MergeField, side: Side) => void;
}

const SIDES: readonly Side[] = ['survivor', 'merged'];

/** The button that had it is gone. */
const takeFocus = (element: HTMLElement | null): void => element?.focus();

/** What the dry run found: whose values count, what goes along and what ends. */
export function Preview({ lead, other, result, chosen, onChoose }: PreviewProps) {
  const { t } = useTranslation('merging');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const { fields, moved, ended, tags, droppedTags, status, doubles } = result;
  const shown = (field: MergeField, value: string | number | null): string => {
    if (value === null) return t('nothingSaid');
    if (typeof value === 'number') return format.number(value);
    if (field === 'annualVolume') {
      const [cents = '0', currency = 'EUR'] = value.split(' ');
      return format.money({ cents: Number(cents), currency }, true);
    }
    if (field === 'businessType') return lists(`businessType.${value as 'HOTEL'}`);
    if (field === 'kitchenSize') return lists(`kitchenSize.${value as 'SMALL'}`);
    if (field === 'relationshipStatus') return lists(`relationshipStatus.${value as 'REGULAR'}`);
    if (field === 'decisionMakerAccess') return lists(`decisionMakerAccess.${value as 'DIRECT'}`);
    if (field === 'urgency') return lists(`urgency.${value as 'LOW'}`);
    return value;
  };
  const goes = [
    ...Object.entries(moved).map(([kind, count]) => t(`moved.${kind as 'contacts'}`, { count })),
    ...(tags.length > 0 ? [t('tags', { tags: tags.join(', ') })] : []),
    ...(status.from === status.to
      ? []
      : [
          t('status', {
            from: lists(`status.${status.from as 'ACTIVE'}`),
            to: lists(`status.${status.to as 'ACTIVE'}`),
          }),
        ]),
  ];
  const ends = [
    ...(ended.followUps ? [t('endsFollowUps')] : []),
    ...(ended.clockStops > 0 ? [t('endsClockStops', { count: ended.clockStops })] : []),
    ...(ended.proposals > 0 ? [t('endsProposals', { count: ended.proposals })] : []),
    ...(droppedTags.length > 0 ? [t('endsTags', { tags: droppedTags.join(', ') })] : []),
    ...(ended.tasks > 0 ? [t('endsTasks', { count: ended.tasks })] : []),
  ];
  const company = { survivor: lead.company, merged: other.company };
  return (
    <>
      <p className="merge-choices" tabIndex={-1} ref={takeFocus}>
        <b>{t('thisOne', { company: lead.company })}</b>
        <b>{t('thatOne', { company: other.company })}</b>
      </p>
      <h3 className="merge-head">{t('compare')}</h3>
      {fields.length === 0 && <p className="rl-quiet">{t('same')}</p>}
      {fields.map(({ field, takes, ...said }) => (
        <Radio.Group
          key={field}
          label={t(`field.${field}`)}
          value={chosen[field] ?? takes}
          onChange={(side) => onChoose(field, side)}
          className="merge-field"
        >
          <div className="merge-choices">
            {SIDES.map((side) => (
              <Radio
                key={side}
                value={side}
                label={shown(field, said[side])}
                aria-label={`${shown(field, said[side])} (${company[side]})`}
              />
            ))}
          </div>
        </Radio.Group>
      ))}
      <h3 className="merge-head">{t('goes')}</h3>
      {goes.length === 0 ? (
        <p className="rl-quiet">{t('goesNothing')}</p>
      ) : (
        <ul className="merge-list">
          {goes.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      {doubles.length > 0 && (
        <p className="rl-quiet">
          {t('doubles', { names: doubles.map(({ name }) => name).join(', ') })}
        </p>
      )}
      {ends.length > 0 && (
        <>
          <h3 className="merge-head">{t('ends')}</h3>
          <ul className="merge-list">
            {ends.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
