import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconCheck,
  IconDots,
  IconPhoneCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconQuestionMark,
  IconSend,
} from '@tabler/icons-react';

import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { type Act, actsOf } from './acts.queries';
import type { FollowUpRow } from './follow-ups.queries';

export const ACT_ICONS = {
  approval: IconCheck,
  dispatch: IconSend,
  pause: IconPlayerPause,
  resumption: IconPlayerPlay,
  skip: IconPlayerSkipForward,
  completion: IconPhoneCheck,
} as const;

/** What this person may do at all; an auditor reads. */
export function useMayAct(): (act: Act) => boolean {
  const session = useSession();
  return (act) => may(session, act === 'approval' ? 'follow-ups.approve' : 'follow-ups.act');
}

interface RowActsProps {
  row: FollowUpRow;
  onAct: (act: Act, row: FollowUpRow) => void;
  onWhy: (row: FollowUpRow) => void;
}

export function RowActs({ row, onAct, onWhy }: RowActsProps) {
  const { t } = useTranslation('follow-ups');
  const mayAct = useMayAct();
  const acts = actsOf(row).filter(mayAct);
  const about = { about: t('about', { company: row.company, step: row.step }) };
  const first = acts.find(
    (act) => act === 'approval' || act === 'dispatch' || act === 'resumption',
  );
  const Icon = first && ACT_ICONS[first];
  return (
    <span className="queue-acts">
      <Tooltip label={t('why.open')}>
        <ActionIcon aria-label={t('why.about', about)} onClick={() => onWhy(row)}>
          <IconQuestionMark size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {first && Icon && (
        <Tooltip label={t(`acts.${first}.act`)}>
          <ActionIcon
            aria-label={t(`acts.${first}.title`, about)}
            onClick={() => onAct(first, row)}
          >
            <Icon size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {acts.length > 0 && (
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <ActionIcon aria-label={t('acts.more', about)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {acts.map((act) => {
              const ActIcon = ACT_ICONS[act];
              return (
                <Menu.Item
                  key={act}
                  leftSection={<ActIcon size={16} stroke={1.5} aria-hidden />}
                  onClick={() => onAct(act, row)}
                >
                  {t(`acts.${act}.act`)}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  );
}
