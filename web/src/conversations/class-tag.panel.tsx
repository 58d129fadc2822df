import { useTranslation } from 'react-i18next';
import { RESPONSE_LOOK } from '../api/lists';
import { useFormat } from '../core/use-format';
import { Tag } from '../parts/tag';
import type { ResponseRow } from './inbox.queries';

/** What an answer means, always with how sure that is: „Positiv · 78 %“. */
export function ClassTag({ answer }: { answer: Pick<ResponseRow, 'class' | 'confidence'> }) {
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const sure = answer.confidence === null ? null : format.rate(answer.confidence);
  return (
    <Tag {...RESPONSE_LOOK[answer.class]}>
      {[lists(`response.${answer.class}`), sure].filter(Boolean).join(' · ')}
    </Tag>
  );
}
