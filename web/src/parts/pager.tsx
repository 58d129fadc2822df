import { Button, Select } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import './pager.css';

const SIZES = ['50', '100', '200'] as const;
export const USUAL_ROWS = 50;
export type PageSize = (typeof SIZES)[number];

interface PagerProps {
  summary: string;
  previous: (() => void) | null;
  next: (() => void) | null;
  size: number;
  /** As it stands in the URL, where the usual number of rows is left out. */
  onSize: (size: PageSize | undefined) => void;
}

/** Keyset paging: forward and back, no page numbers, because rows move while one reads. */
export function Pager({ summary, previous, next, size, onSize }: PagerProps) {
  const { t } = useTranslation('parts');
  return (
    <nav className="pager" aria-label={t('pager.label')}>
      <span className="pager-summary rl-num">{summary}</span>
      <Select
        className="pager-size"
        size="xs"
        aria-label={t('pager.size')}
        allowDeselect={false}
        data={SIZES.map((value) => ({ value, label: t('pager.rows', { count: Number(value) }) }))}
        value={String(size)}
        onChange={(value) =>
          value && onSize(value === String(USUAL_ROWS) ? undefined : (value as PageSize))
        }
      />
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={16} aria-hidden />}
        disabled={!previous}
        onClick={() => previous?.()}
      >
        {t('pager.previous')}
      </Button>
      <Button
        variant="default"
        rightSection={<IconChevronRight size={16} aria-hidden />}
        disabled={!next}
        onClick={() => next?.()}
      >
        {t('pager.next')}
      </Button>
    </nav>
  );
}
