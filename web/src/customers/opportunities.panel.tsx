import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import {
  type About,
  changeOpportunity,
  closeOpportunity,
  OPEN_STAGES,
  opportunitiesQuery,
  type Opportunity,
  renew,
} from './opportunities.queries';
import './opportunities.css';

const OpenDialog = lazy(() =>
  import('./opportunity.form').then((file) => ({ default: file.OpenDialog })),
);
const ChangeDialog = lazy(() =>
  import('./opportunity.form').then((file) => ({ default: file.ChangeDialog })),
);
const LostDialog = lazy(() =>
  import('./opportunity-lost.form').then((file) => ({ default: file.LostDialog })),
);

/** Of a lead: what it had stays here when it is a customer, and new ones are the customer's. */
export function LeadOpportunities({
  leadId,
  company,
  status,
}: {
  leadId: string;
  company: string;
  status: string;
}) {
  const session = useSession();
  const isOpen = status !== 'CONVERTED' && status !== 'LOST';
  return (
    <OpportunitiesPanel
      about={{ leadId }}
      company={company}
      mayWrite={may(session, 'customers.write') && isOpen}
      mayWin={may(session, 'conversions.convert')}
    />
  );
}

interface PanelProps {
  about: About;
  company: string;
  mayWrite: boolean;
  /** Winning makes a customer of a lead, which not everybody may. */
  mayWin?: boolean;
}

type Doing = { readonly what: 'change' | 'lose'; readonly one: Opportunity };

/** What may become of somebody, with its worth and how likely it is. */
export function OpportunitiesPanel({ about, company, mayWrite, mayWin = true }: PanelProps) {
  const { t } = useTranslation('customers');
  const query = useQuery(opportunitiesQuery(about));
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const done = () => setDoing(null);
  return (
    <section className="card" aria-labelledby="opportunities">
      <div className="card-head">
        <h2 id="opportunities">{t('opportunities.title')}</h2>
        {mayWrite && (
          <Button variant="subtle" size="compact-sm" onClick={() => setAdding(true)}>
            {t('opportunities.add')}
          </Button>
        )}
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="card-body rl-quiet">{t('opportunities.none')}</p>
          ) : (
            <>
              <ul className="opportunities">
                {items.map((one) => (
                  <Item key={one.id} one={one} may={{ mayWrite, mayWin }} onAct={setDoing} />
                ))}
              </ul>
              {mayWrite && !mayWin && items.some(({ closedAt }) => closedAt === null) && (
                <p className="opportunities-hint rl-quiet">{t('opportunities.winHint')}</p>
              )}
            </>
          )
        }
      </QueryView>
      <Suspense>
        {adding && <OpenDialog about={about} company={company} onClose={() => setAdding(false)} />}
        {doing?.what === 'change' && <ChangeDialog one={doing.one} onClose={done} />}
        {doing?.what === 'lose' && <LostDialog one={doing.one} onClose={done} />}
      </Suspense>
    </section>
  );
}

const LOOKS = {
  WON: { tone: 'good', icon: 'check' },
  LOST: { tone: 'idle', icon: 'x' },
} as const;

interface ItemProps {
  one: Opportunity;
  may: { mayWrite: boolean; mayWin: boolean };
  onAct: (doing: Doing) => void;
}

function Item({ one, may, onAct }: ItemProps) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const { title, stage, amount, expectedOn, closedAt, lostReason } = one;
  const details = [
    expectedOn && closedAt === null
      ? t('opportunities.expected', { at: format.date(expectedOn) })
      : null,
    closedAt && t('opportunities.closed', { at: format.date(closedAt) }),
    lostReason,
  ].filter(Boolean);
  return (
    <li>
      <span className="opportunity-title">
        <b>{title}</b>
        <span className="rl-num">{format.money(amount)}</span>
      </span>
      {stage === 'WON' || stage === 'LOST' ? (
        <Tag {...LOOKS[stage]}>{t(`opportunities.stage.${stage}`)}</Tag>
      ) : may.mayWrite ? (
        <Moves one={one} stage={stage} mayWin={may.mayWin} onAct={onAct} />
      ) : (
        <span className="rl-quiet">{t(`opportunities.stage.${stage}`)}</span>
      )}
      {details.length > 0 && (
        <span className="rl-quiet opportunity-more">{details.join(' · ')}</span>
      )}
    </li>
  );
}

interface MovesProps {
  one: Opportunity;
  stage: (typeof OPEN_STAGES)[number];
  mayWin: boolean;
  onAct: ItemProps['onAct'];
}

function Moves({ one, stage, mayWin, onAct }: MovesProps) {
  const { t } = useTranslation('customers');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { title } = one;
  const run = async (act: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await act();
      toast(done);
    } catch (error) {
      toastProblem(core, error);
    } finally {
      setBusy(false);
      renew(queries);
    }
  };
  return (
    <span className="opportunity-moves">
      <NativeSelect
        size="xs"
        aria-label={t('opportunities.stageOf', { title })}
        data={OPEN_STAGES.map((value) => ({ value, label: t(`opportunities.stage.${value}`) }))}
        value={stage}
        disabled={busy}
        onChange={({ currentTarget: { value } }) => {
          const next = OPEN_STAGES.find((known) => known === value);
          if (next)
            void run(
              () => changeOpportunity(one, { stage: next }),
              t('opportunities.moved', { title, stage: t(`opportunities.stage.${next}`) }),
            );
        }}
      />
      {mayWin && (
        <Button
          variant="default"
          size="xs"
          disabled={busy}
          aria-label={t('opportunities.wonOf', { title })}
          onClick={() =>
            void run(
              () => closeOpportunity(one, { outcome: 'won' }),
              t('opportunities.wonDone', { title }),
            )
          }
        >
          {t('opportunities.won')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={busy}
            aria-label={t('opportunities.more', { title })}
          >
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onAct({ what: 'change', one })}>
            {t('opportunities.change')}
          </Menu.Item>
          <Menu.Item onClick={() => onAct({ what: 'lose', one })}>
            {t('opportunities.lostAct')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
