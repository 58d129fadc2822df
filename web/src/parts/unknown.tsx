import { useTranslation } from 'react-i18next';
import { NOT_MEASURED } from '../core/format';

/** What is not known is "–", never 0 and never nothing. */
export function Unknown() {
  const { t } = useTranslation('core');
  return (
    <span className="rl-quiet">
      <span aria-hidden>{NOT_MEASURED}</span>
      <span className="rl-hidden">{t('notMeasured')}</span>
    </span>
  );
}
