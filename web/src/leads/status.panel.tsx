import { useTranslation } from 'react-i18next';
import { type LeadStatus, STATUS_LOOK } from '../api/lists';
import { Tag } from '../parts/tag';

/** A lead's status; quiet in tables, where only what wants a person is tinted. */
export function Status({ status, quiet = false }: { status: LeadStatus; quiet?: boolean }) {
  const { t } = useTranslation('lists');
  const { tone, icon } = STATUS_LOOK[status];
  return (
    <Tag tone={tone} icon={icon} quiet={quiet}>
      {t(`status.${status}`)}
    </Tag>
  );
}
