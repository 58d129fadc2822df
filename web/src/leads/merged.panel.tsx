import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import type { LeadView } from './leads.queries';
import { MergeDialog, UnmergeDialog } from './merging.form';

/** Where a lead went that is part of another one; else the dialog by which another one becomes part of it. */
export function Merging({ lead, onClose }: { lead: LeadView; onClose?: () => void }) {
  if (lead.mergedInto !== null) return <Merged lead={lead} mergedInto={lead.mergedInto} />;
  return onClose ? <MergeDialog lead={lead} onClose={onClose} /> : null;
}

interface MergedProps {
  lead: LeadView;
  mergedInto: NonNullable<LeadView['mergedInto']>;
}

function Merged({ lead, mergedInto }: MergedProps) {
  const { t } = useTranslation('merging');
  const session = useSession();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const at = format.date(mergedInto.at);
  const mayUnmerge =
    may(session, 'leads.write') &&
    mergedInto.company !== null &&
    (session.scope.kind !== 'own' || lead.ownerId === session.user.id);
  return (
    <div className="card card-body merged" role="note">
      {mergedInto.company === null ? (
        <p>{t('noteHidden', { at })}</p>
      ) : (
        <p>
          {t('note', { at })}{' '}
          <Link to="/leads/$id" params={{ id: mergedInto.id }}>
            {mergedInto.company}
          </Link>
          {'.'}
        </p>
      )}
      {mayUnmerge && (
        <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
          {t('unmerge')}
        </Button>
      )}
      {open && <UnmergeDialog lead={lead} onClose={() => setOpen(false)} />}
    </div>
  );
}
