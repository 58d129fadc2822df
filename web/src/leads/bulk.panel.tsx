import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconCircleX,
  IconDots,
  IconPlayerPause,
  IconTag,
  IconUserShare,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { useIntent } from '../core/use-intent';
import { BulkBar } from '../parts/bulk-bar';
import { BulkDialog } from './bulk.form';
import { type BulkKind, type BulkWork, startBulkAct } from './bulk.queries';
import type { LeadFilter } from './leads.queries';
import './bulk.css';

/** What needs the right to give leads away. */
const BY_MANAGERS: readonly BulkKind[] = ['assign', 'reopen'];
const SHOWN: readonly [kind: BulkKind, icon: TablerIcon][] = [
  ['assign', IconUserShare],
  ['tag', IconTag],
  ['pause', IconPlayerPause],
  ['lose', IconCircleX],
];
const FURTHER: readonly BulkKind[] = ['resume', 'untag', 'reopen'];

interface LeadBulkProps {
  /** Chosen leads of the page, by id. */
  chosen: readonly string[];
  /** Everything that the filter has, instead of what is chosen. */
  all: boolean;
  filter: LeadFilter;
  total: number | undefined;
  onAll: () => void;
  onClear: () => void;
  onStarted: (id: string) => void;
}

/** What can be done with the chosen leads, or with all of the list. */
export function LeadBulk(props: LeadBulkProps) {
  const { chosen, all, filter, total, onAll, onClear, onStarted } = props;
  const { t } = useTranslation('lead-lists');
  const format = useFormat();
  const session = useSession();
  const { intent, answered } = useIntent();
  const [open, setOpen] = useState<BulkKind | null>(null);
  const isMine = (kind: BulkKind) => !BY_MANAGERS.includes(kind) || may(session, 'leads.assign');
  const count = all && total !== undefined ? total : chosen.length;
  const further = FURTHER.filter(isMine);
  const run = async (act: BulkWork) => {
    try {
      const begun = await startBulkAct(
        all ? { act, filter } : { act, leadIds: [...chosen] },
        intent,
      );
      answered();
      onStarted(begun.id);
      onClear();
    } catch (error) {
      answered(error);
      throw error;
    }
  };
  return (
    <>
      <BulkBar count={count} onClear={onClear}>
        {!all && total !== undefined && total > chosen.length && (
          <Button variant="subtle" size="compact-sm" onClick={onAll}>
            {t('bulk.all', { count: total, shown: format.number(total) })}
          </Button>
        )}
        {SHOWN.filter(([kind]) => isMine(kind)).map(([kind, Icon]) => (
          <Button
            key={kind}
            variant="subtle"
            size="compact-sm"
            leftSection={<Icon size={16} stroke={1.5} aria-hidden />}
            onClick={() => setOpen(kind)}
          >
            <span className="bulk-label">{t(`bulk.acts.${kind}.act`)}</span>
          </Button>
        ))}
        <Menu position="top-end" width={240}>
          <Menu.Target>
            <ActionIcon aria-label={t('bulk.more')}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {further.map((kind) => (
              <Menu.Item key={kind} onClick={() => setOpen(kind)}>
                {t(`bulk.acts.${kind}.act`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </BulkBar>
      {open !== null && (
        <BulkDialog
          key={open}
          kind={open}
          about={t('bulk.leads', { count, shown: format.number(count) })}
          onClose={() => setOpen(null)}
          run={run}
        />
      )}
    </>
  );
}
