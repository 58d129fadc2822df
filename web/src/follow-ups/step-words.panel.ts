import { useTranslation } from 'react-i18next';
import { needsMessage, type Step, type StepField, type StepValue } from './sequences.queries';

export interface StepWords {
  /** `+3 Kalendertage`. */
  readonly when: (step: Pick<Step, 'offset' | 'unit'>) => string;
  readonly value: (field: StepField, value: StepValue) => string;
  /** What holds beside the day and the channel. */
  readonly terms: (step: Step, isFirst: boolean) => string[];
}

/** What a step says, in words. */
export function useStepWords(): StepWords {
  const { t } = useTranslation('sequences');
  const hours = (count: number) => t('hours', { count });
  const value = (field: StepField, given: StepValue): string => {
    switch (field) {
      case 'unit':
        return t(`unit.${given as Step['unit']}`);
      case 'channel':
        return t(`channel.${given as Step['channel']}`);
      case 'thing':
        return t(`thing.${given as Step['thing']}`);
      case 'past':
        return t(`past.${given as Step['past']}`);
      case 'needsApproval':
        return t(given === true ? 'yes' : 'no');
      case 'minDistanceHours':
      case 'latestHours':
      case 'spreadHours':
        return hours(Number(given));
      case 'offset':
      case 'purpose':
      case 'template':
      case 'package':
        return given === null ? '–' : String(given);
    }
  };
  return {
    value,
    when: ({ offset, unit }) => t(`after.${unit}`, { count: offset }),
    terms: (step, isFirst) => [
      t('terms.purpose', { purpose: step.purpose }),
      value('thing', step.thing),
      ...(needsMessage(step) && step.whatsapp
        ? [
            t('terms.template', { template: step.whatsapp.template }),
            t('terms.package', { package: step.whatsapp.package }),
          ]
        : []),
      ...(isFirst ? [] : [t('terms.distance', { hours: hours(step.minDistanceHours) })]),
      t('terms.latest', { hours: hours(step.latestHours), past: value('past', step.past) }),
      ...(step.past === 'spread' ? [t('terms.spread', { hours: hours(step.spreadHours) })] : []),
      ...(step.needsApproval ? [t('terms.approval')] : []),
    ],
  };
}
