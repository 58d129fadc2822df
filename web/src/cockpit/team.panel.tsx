import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OPEN_STATUSES } from '../api/lists';
import { useFormat } from '../core/use-format';
import { type FigureRow, FigureTable } from '../parts/figure-table';
import { QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { type Member, teamQuery } from './team.queries';
import './team.css';

/** Who of the team does what; every number opens the list that it counts. */
export function TeamPanel() {
  const { t } = useTranslation('team');
  const query = useQuery(teamQuery);
  const row = useRow();
  const heads = [
    t('team.name'),
    t('team.open'),
    t('team.overdue'),
    t('team.answers'),
    t('team.sent'),
    t('team.rate'),
  ];
  return (
    <section className="card" aria-labelledby="team">
      <div className="card-head">
        <h2 id="team">{t('team.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={4} height={36} />}>
        {({ members }) =>
          members.length === 0 ? (
            <p className="card-body rl-quiet">{t('team.none')}</p>
          ) : (
            <FigureTable
              label={t('team.title')}
              figures={{ heads, rows: members.map((member) => row(member)) }}
            />
          )
        }
      </QueryView>
    </section>
  );
}

function useRow(): (member: Member) => FigureRow {
  const { t } = useTranslation('team');
  const format = useFormat();
  return (member) => {
    const { userId, name, openLeads, overdueFollowUps, answersToReview, sent7d } = member;
    const owner = [userId];
    const cell = (raw: number, link: (shown: string) => ReactNode) => ({
      raw,
      shown: raw === 0 ? format.number(raw) : link(format.number(raw)),
    });
    return {
      key: userId,
      cells: [
        {
          raw: name,
          shown: (
            <Link to="/leads" search={{ owner }} aria-label={t('team.leadsOf', { name })}>
              {name}
            </Link>
          ),
        },
        cell(openLeads, (shown) => (
          <Link to="/leads" search={{ owner, status: [...OPEN_STATUSES] }}>
            {shown}
          </Link>
        )),
        cell(overdueFollowUps, (shown) => (
          <Link to="/follow-ups" search={{ owner, state: ['overdue'] }} className="team-late">
            {shown}
          </Link>
        )),
        cell(answersToReview, (shown) => (
          <Link to="/inbox" search={{ owner: userId }}>
            {shown}
          </Link>
        )),
        cell(sent7d, (shown) => (
          <Link to="/follow-ups" search={{ owner, sent: '7d' }}>
            {shown}
          </Link>
        )),
        { raw: member.conversionRate, shown: <Rate member={member} /> },
      ],
    };
  };
}

function Rate({ member }: { member: Member }) {
  const { t } = useTranslation('team');
  const format = useFormat();
  if (member.conversionRate !== null) return format.rate(member.conversionRate);
  return member.youngLeads > 0 ? <span className="rl-quiet">{t('team.young')}</span> : <Unknown />;
}
