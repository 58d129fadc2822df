import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './bulk-bar.css';

interface BulkBarProps {
  count: number;
  /** What is under way, instead of the acts. */
  progress?: ReactNode;
  onClear: () => void;
  children: ReactNode;
}

/** What can be done with the chosen rows; floats above the list. */
export function BulkBar({ count, progress, onClear, children }: BulkBarProps) {
  const { t } = useTranslation('parts');
  if (count === 0) return null;
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.label')}>
      <span className="bulk-count rl-num" role="status">
        {t('bulk.selected', { count })}
      </span>
      {progress ?? (
        <>
          {children}
          <Tooltip label={t('bulk.clear')}>
            <ActionIcon aria-label={t('bulk.clear')} onClick={onClear}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </div>
  );
}
