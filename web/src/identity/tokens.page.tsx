import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../core/api';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { ActDialog } from '../parts/act-dialog';
import { type Column, DataTable } from '../parts/data-table';
import { Dialog } from '../parts/dialog';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Issued, TokenForm } from './api-tokens.panel';
import { allTokensQuery, apiTokensQuery, revokeApiToken } from './identity.queries';
import './identity.css';

type Token = Schemas['ApiTokenView'];

/** Every key by which a program acts in somebody's name, and its end. */
export function TokensPage({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation('identity');
  const session = useSession();
  const allowed = may(session, 'tokens.manage');
  const query = useQuery({ ...allTokensQuery, enabled: allowed });
  const [asking, setAsking] = useState(false);
  const [issued, setIssued] = useState<string | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
  if (!allowed) return <NoRight right={t('tokens.right')} />;
  const add = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => {
        setIssued(null);
        setAsking(true);
      }}
    >
      {t('tokens.new')}
    </Button>
  );
  return (
    <Page
      fill
      title={t('tokens.title')}
      area={t('tokens.area')}
      sub={<p>{t('tokens.sub')}</p>}
      actions={add}
      below={tabs}
    >
      <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('tokens.right')}>
        {({ items }) =>
          items.length > 0 ? (
            <Tokens tokens={items} onEnd={setEnding} />
          ) : (
            <Empty title={t('tokens.nobody')} text={t('tokens.none')} />
          )
        }
      </QueryView>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={issued === null ? t('tokens.new') : t('tokens.made')}
      >
        {issued === null ? (
          <TokenForm onDone={(token) => (token === null ? setAsking(false) : setIssued(token))} />
        ) : (
          <Issued token={issued} />
        )}
      </Dialog>
      {ending && <End token={ending} onClose={() => setEnding(null)} />}
    </Page>
  );
}

function End({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('tokens.endNamed', { name: token.name })}
      act={t('tokens.end')}
      check={() => null}
      run={async () => {
        await revokeApiToken(token.id);
        await queries.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
      }}
    >
      {() => <p>{t('tokens.endText', { owner: token.userName })}</p>}
    </ActDialog>
  );
}

function Tokens({ tokens, onEnd }: { tokens: Token[]; onEnd: (token: Token) => void }) {
  const { t } = useTranslation('identity');
  const name = ({ name: called, hint }: Token) => (
    <>
      {called} <span className="rl-quiet">… {hint}</span>
    </>
  );
  const used = ({ lastUsedAt }: Token) =>
    lastUsedAt === null ? t('tokens.unused') : <Time at={lastUsedAt} />;
  const acts = (token: Token) => <span title={token.acts.join(', ')}>{token.acts.join(', ')}</span>;
  const end = (token: Token) => (
    <Button
      variant="default"
      size="xs"
      aria-label={t('tokens.endNamed', { name: token.name })}
      onClick={() => onEnd(token)}
    >
      {t('tokens.end')}
    </Button>
  );
  const columns: Column<Token>[] = [
    { key: 'name', head: t('tokens.name'), width: 200, cell: name },
    { key: 'owner', head: t('tokens.owner'), cell: ({ userName }) => userName },
    { key: 'acts', head: t('tokens.mayDo'), from: 'md', cell: acts },
    { key: 'used', head: t('me.lastUsed'), cell: used },
    { key: 'until', head: t('tokens.expires'), cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    { key: 'end', head: t('tokens.act'), width: 120, end: true, cell: end },
  ];
  return (
    <DataTable
      label={t('tokens.title')}
      columns={columns}
      rows={tokens}
      rowKey={({ id }) => id}
      compact={(token) => (
        <>
          <span>{name(token)}</span>
          <span>{end(token)}</span>
          <span className="rl-quiet">{token.userName}</span>
          <span className="rl-quiet">
            {t('tokens.until')} <Time at={token.expiresAt} />
          </span>
        </>
      )}
    />
  );
}
