import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { ChannelTag } from './channel-tag.panel';
import { type Status, statusQuery } from './messaging.queries';
import { DeadLetters } from './webhook-dead.panel';
import { Facts, Reasons } from './webhook-facts.panel';
import { Minutes } from './webhook-minutes.panel';
import './messaging.css';

interface WebhookPageProps {
  crumbs: ReactNode;
  /** The pages beside it. */
  tabs: ReactNode;
}

/** How the channel is: what comes in, how fast it is acknowledged, what waits, and what was given up. */
export function WebhookPage({ crumbs, tabs }: WebhookPageProps) {
  const { t } = useTranslation('messaging');
  const session = useSession();
  const isAllowed = may(session, 'dead-letters.read');
  const status = useQuery({ ...statusQuery, enabled: isAllowed });
  if (!isAllowed) return <NoRight right={t('webhook.right')} />;
  return (
    <Page
      title={t('webhook.title')}
      area={t('webhook.area')}
      crumbs={crumbs}
      below={tabs}
      beside={status.data && <ChannelTag state={status.data.data.state} />}
      sub={status.data && <Sub status={status.data.data} />}
      actions={
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/analytics/whatsapp" {...props} />}
        >
          {t('webhook.toFigures')}
        </Button>
      }
    >
      <div className="page-body messaging">
        <QueryView query={status} skeleton={<Skeleton rows={4} height={64} />}>
          {({ data }) => (
            <>
              <Reasons status={data} />
              <Facts status={data} />
            </>
          )}
        </QueryView>
        <Minutes />
        <DeadLetters mayReplay={may(session, 'dead-letters.manage')} />
      </div>
    </Page>
  );
}

function Sub({ status }: { status: Status }) {
  const { t } = useTranslation('messaging');
  return (
    <>
      {t(`webhook.mode.${status.mode}`)}
      {status.last_event_at && (
        <>
          {' · '}
          {t('webhook.last')} <Time at={status.last_event_at} />
        </>
      )}
    </>
  );
}
