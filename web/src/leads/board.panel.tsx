import { Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type DragEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadStatus } from '../api/lists';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { stringifySearch } from '../core/url';
import { useFormat } from '../core/use-format';
import { Changes } from '../parts/list-frame';
import { EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { BoardCard } from './board-card.panel';
import { MoveReason, useMoves } from './board-moves.panel';
import {
  columnList,
  columnsOf,
  type Hindrance,
  hindrance,
  type Mover,
  moves,
} from './board.queries';
import {
  leadCountsQuery,
  type LeadList,
  leadListQuery,
  type LeadRow,
  leadsKeys,
  type LeadsSearch,
  listChangesQuery,
  withFilter,
} from './leads.queries';
import { Status } from './status.panel';
import './board.css';

const CARD = '[data-card-link]';

interface LeadBoardProps {
  list: LeadList;
  search: LeadsSearch;
  /** The list without what narrows it. */
  reset: LeadsSearch;
  go: (search: LeadsSearch) => void;
}

/** The leads of a list as cards, a column for each status; what moves a card is always an act of its lead. */
export function LeadBoard({ list, search, reset, go }: LeadBoardProps) {
  const { t } = useTranslation('board');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const columns = columnsOf(list.filter);
  const [picked, setPicked] = useState<LeadStatus | null>(null);
  const shown = isPhone ? [picked && columns.includes(picked) ? picked : columns[0]] : columns;
  const [dragged, setDragged] = useState<LeadRow | null>(null);
  const board = useRef<HTMLDivElement>(null);
  const { move, asking, endAsking, moved } = useMoves(list);
  useFocusAfter(board, moved);
  const changes = useQueries({
    queries: columns.map((status) => listChangesQuery(columnList(list, status))),
    combine: (results) => new Set(results.flatMap(({ data }) => data)).size,
  });
  const ahead = useQuery(
    leadCountsQuery(
      columns.map((status) => ({ key: status, filter: { ...list.filter, status: [status] } })),
      true,
    ),
  ).data;
  const isEmpty = ahead !== undefined && columns.every((status) => ahead.counts[status] === 0);
  const attempt = (lead: LeadRow, to: LeadStatus | undefined) => {
    if (to === undefined || to === lead.status || !moves(session)) return;
    const why = hindrance(lead, to, session);
    if (why === null) void move(lead, to);
    else toast(t(`hindrance.${why}`), 'board-hindrance');
  };
  const tools = { columns, session, move: attempt, drag: setDragged, from: searchText(search) };
  if (isEmpty) return <EmptyByFilter title={t('empty')} onReset={() => go(reset)} />;
  return (
    <>
      <Changes
        count={changes}
        label={t('changes', { count: changes })}
        list={{ ...list, layout: 'board' }}
        lists={leadsKeys.lists}
      />
      {isPhone && (
        <Select
          className="board-picker"
          label={t('pick')}
          data={columns.map((status) => ({ value: status, label: lists(`status.${status}`) }))}
          value={shown[0] ?? null}
          onChange={(status) => setPicked(status)}
          allowDeselect={false}
        />
      )}
      <div
        ref={board}
        className="board"
        role="region"
        aria-label={t('label')}
        tabIndex={isPhone ? undefined : 0}
        onKeyDown={(event) => moveFocus(event, board.current)}
      >
        {shown.map(
          (status) =>
            status !== undefined && (
              <Column
                key={status}
                status={status}
                list={columnList(list, status)}
                count={ahead?.counts[status]}
                volumes={ahead?.volumes?.[status]}
                hindered={
                  dragged === null || dragged.status === status
                    ? undefined
                    : hindrance(dragged, status, session)
                }
                onDrop={() => {
                  // The card may be gone with its column before it hears that the drag has ended.
                  setDragged(null);
                  if (dragged) attempt(dragged, status);
                }}
                more={withFilter({ ...search, layout: undefined }, 'status', [status])}
                tools={tools}
              />
            ),
        )}
      </div>
      {asking && <MoveReason {...asking} onClose={endAsking} />}
    </>
  );
}

const searchText = (search: LeadsSearch): string | undefined =>
  stringifySearch({ ...search, bulk: undefined }).slice(1) || undefined;

export interface CardTools {
  readonly columns: readonly LeadStatus[];
  readonly session: Mover;
  readonly move: (lead: LeadRow, to: LeadStatus | undefined) => void;
  readonly drag: (lead: LeadRow | null) => void;
  readonly from: string | undefined;
}

interface ColumnProps {
  status: LeadStatus;
  list: LeadList;
  count: number | undefined;
  volumes: readonly { cents: number; currency: string }[] | undefined;
  /** Why what is being dragged cannot be dropped here; null: it can; undefined: nothing is. */
  hindered: Hindrance | null | undefined;
  onDrop: () => void;
  /** The table of this column. */
  more: LeadsSearch;
  tools: CardTools;
}

function Column(props: ColumnProps) {
  const { status, list, count, volumes, hindered, onDrop, more, tools } = props;
  const { t } = useTranslation('board');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const queries = useQueryClient();
  const page = useQuery(leadListQuery(list, queries));
  const over = (event: DragEvent) => {
    if (hindered === null) event.preventDefault();
  };
  return (
    <section
      className="board-column"
      aria-labelledby={`board-${status}`}
      data-target={hindered === undefined ? undefined : hindered === null ? 'open' : 'shut'}
      onDragEnter={over}
      onDragOver={over}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <header className="board-head">
        <h2 id={`board-${status}`} aria-label={lists(`status.${status}`)}>
          <Status status={status} quiet />
        </h2>
        <span className="rl-num rl-quiet">
          {count === undefined ? <Unknown /> : format.number(count)}
        </span>
        <span className="board-sum rl-num rl-quiet">
          {volumes?.map((volume) => format.shortMoney(volume)).join(' · ')}
        </span>
      </header>
      {hindered && <p className="board-why">{t(`hindrance.${hindered}`)}</p>}
      <QueryView query={page} skeleton={<Skeleton rows={6} />} right={t('right')}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="board-none rl-quiet">{t('none')}</p>}
            <ul className="board-cards" aria-labelledby={`board-${status}`}>
              {items.map((lead) => (
                <BoardCard key={lead.id} lead={lead} tools={tools} />
              ))}
            </ul>
            {count !== undefined && count > items.length && (
              <Link className="board-more" to="/leads" search={more}>
                {t('more', {
                  count: count - items.length,
                  shown: format.number(count - items.length),
                })}
              </Link>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}

/** The arrows go from card to card; with Shift they take the card along, which it does itself. */
function moveFocus(event: KeyboardEvent, board: HTMLElement | null): void {
  const target = event.target as Element;
  if (event.shiftKey || !board || !target.matches(CARD)) return;
  const step = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[
    event.key
  ];
  if (!step) return;
  event.preventDefault();
  const columns = [...board.querySelectorAll('.board-column')].map((column) => [
    ...column.querySelectorAll<HTMLElement>(CARD),
  ]);
  const at = columns.findIndex((cards) => cards.some((card) => card === target));
  const row = columns[at]?.findIndex((card) => card === target) ?? 0;
  const [across = 0, along = 0] = step;
  if (across === 0) {
    columns[at]?.[row + along]?.focus();
    return;
  }
  for (let next = at + across; columns[next]; next += across) {
    const cards = columns[next] ?? [];
    if (cards.length === 0) continue;
    cards[Math.min(row, cards.length - 1)]?.focus();
    return;
  }
}

/** Whoever moved a card by keyboard goes with it. */
function useFocusAfter(
  board: { readonly current: HTMLElement | null },
  moved: string | null,
): void {
  useLayoutEffect(() => {
    if (moved !== null && document.activeElement === document.body)
      board.current?.querySelector<HTMLElement>(`[data-lead="${moved}"] ${CARD}`)?.focus();
  });
}
