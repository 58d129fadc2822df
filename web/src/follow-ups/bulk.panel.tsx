import { Button, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BulkBar } from '../parts/bulk-bar';
import { actsOfAll } from './acting.panel';
import { type Act, ACTS } from './acts.queries';
import type { FollowUpRow } from './follow-ups.queries';
import { ACT_ICONS, useMayAct } from './row-acts.panel';

interface BulkProps {
  rows: readonly FollowUpRow[];
  progress: { done: number; all: number } | null;
  onAct: (act: Act, rows: readonly FollowUpRow[]) => void;
  onClear: () => void;
}

/** What can be done with the chosen rows; what none of them allows now is there and says why not. */
export function Bulk({ rows, progress, onAct, onClear }: BulkProps) {
  const { t } = useTranslation('follow-ups');
  const mayAct = useMayAct();
  const possible = actsOfAll(rows);
  return (
    <BulkBar
      count={rows.length}
      progress={
        progress && (
          <span
            role="progressbar"
            aria-label={t('bulk.progress')}
            aria-valuenow={progress.done}
            aria-valuemin={0}
            aria-valuemax={progress.all}
            className="rl-num"
          >
            {t('bulk.done', progress)}
          </span>
        )
      }
      onClear={onClear}
    >
      {ACTS.filter(mayAct).map((act) => {
        const Icon = ACT_ICONS[act];
        return (
          <Tooltip key={act} label={t('bulk.none')} disabled={possible.has(act)}>
            <Button
              variant="subtle"
              size="compact-sm"
              className="queue-bulk"
              aria-disabled={!possible.has(act)}
              aria-describedby={possible.has(act) ? undefined : 'bulk-none'}
              data-disabled={!possible.has(act) || undefined}
              leftSection={<Icon size={16} stroke={1.5} aria-hidden />}
              onClick={() => possible.has(act) && onAct(act, rows)}
            >
              <span className="queue-bulk-label">{t(`acts.${act}.act`)}</span>
            </Button>
          </Tooltip>
        );
      })}
      <span id="bulk-none" className="rl-hidden">
        {t('bulk.none')}
      </span>
    </BulkBar>
  );
}
