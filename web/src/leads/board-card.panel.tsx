import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../core/now';
import { useFormat } from '../core/use-format';
import { Time } from '../parts/time';
import type { CardTools } from './board.panel';
import { beside, daysIn, hindrance, moves } from './board.queries';
import type { LeadRow } from './leads.queries';

const SIDES: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Name and place, the next touch, and how long the lead has stood there. */
export function BoardCard({ lead, tools }: { lead: LeadRow; tools: CardTools }) {
  const { t } = useTranslation('board');
  const leads = useTranslation('leads').t;
  const format = useFormat();
  const place = lead.city ?? lead.country;
  const days = daysIn(lead, useNow());
  const takeAlong = (event: KeyboardEvent) => {
    const step = event.shiftKey ? SIDES[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    tools.move(lead, beside(tools.columns, lead, step, tools.session));
  };
  return (
    <li
      className="board-card"
      data-lead={lead.id}
      draggable={moves(tools.session)}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', lead.company);
        tools.drag(lead);
      }}
      onDragEnd={() => tools.drag(null)}
    >
      <span className="board-name" title={`${lead.company}, ${place}`}>
        <Link
          to="/leads/$id"
          params={{ id: lead.id }}
          search={{ from: tools.from }}
          className="row-link"
          draggable={false}
          data-card-link
          aria-keyshortcuts={moves(tools.session) ? 'Shift+ArrowRight Shift+ArrowLeft' : undefined}
          onKeyDown={takeAlong}
        >
          {lead.company}
        </Link>
        <span className="rl-quiet"> {place}</span>
      </span>
      <span className="board-score">
        {lead.simulated && <span className="demo">{leads('demo')}</span>}
        {lead.score !== null && (
          <span className="rl-num" title={leads('fields.score')}>
            {format.number(lead.score)}
          </span>
        )}
      </span>
      <span className="board-next rl-quiet">
        {lead.nextTouch ? (
          <>
            {lead.nextTouch.kind === 'TASK' ? t('task') : lead.nextTouch.code}{' '}
            <Time at={lead.nextTouch.at} as="moment" />
          </>
        ) : (
          t('noTouch')
        )}
      </span>
      <span className="board-days rl-num rl-quiet" title={t('since', { count: days })}>
        {t('days', { count: days })}
      </span>
      {moves(tools.session) && <MoveMenu lead={lead} tools={tools} />}
    </li>
  );
}

function MoveMenu({ lead, tools }: { lead: LeadRow; tools: CardTools }) {
  const { t } = useTranslation('board');
  const lists = useTranslation('lists').t;
  const targets = (['ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST'] as const).filter(
    (status) => status !== lead.status,
  );
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <ActionIcon
          className="board-move"
          size={24}
          variant="subtle"
          aria-label={t('moveOf', { company: lead.company })}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('moveTo')}</Menu.Label>
        {targets.map((status) => {
          const why = hindrance(lead, status, tools.session);
          return (
            <Menu.Item
              key={status}
              aria-disabled={why !== null}
              data-disabled={why !== null || undefined}
              closeMenuOnClick={why === null}
              onClick={() => why === null && tools.move(lead, status)}
            >
              {lists(`status.${status}`)}
              {why !== null && <span className="board-why">{t(`hindrance.${why}`)}</span>}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
