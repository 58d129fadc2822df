import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useDuration } from '../core/use-duration';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Figures } from './figures.panel';
import { type MailWebhook, mailWebhooksQuery } from './mail-reports.queries';

/** What waits longer should have been applied. */
const LATE_SECONDS = 60;

/** How what mail providers report comes in. */
export function MailReports() {
  const { t } = useTranslation('operations');
  const query = useQuery(mailWebhooksQuery);
  return (
    <section className="card" aria-labelledby="mail-reports">
      <div className="card-head">
        <h2 id="mail-reports">{t('reports.title')}</h2>
      </div>
      <p className="operations-line rl-quiet">{t('reports.sub')}</p>
      <QueryView query={query} skeleton={<Skeleton rows={2} height={48} />}>
        {({ items }) => (
          <>
            {items.map((webhook) => (
              <Provider key={webhook.provider} webhook={webhook} />
            ))}
          </>
        )}
      </QueryView>
    </section>
  );
}

function Provider({ webhook }: { webhook: MailWebhook }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const duration = useDuration();
  const { provider, lastEventAt, rejectedLastDay, orphansLastDay, dead, lagSeconds } = webhook;
  const facts = [
    {
      name: t('reports.last'),
      value: lastEventAt === null ? t('reports.none') : <Time at={lastEventAt} as="moment" />,
    },
    { name: t('reports.events'), value: format.number(webhook.eventsLastDay) },
    {
      name: t('reports.rejected'),
      value: format.number(rejectedLastDay),
      alarm: rejectedLastDay > 0,
    },
    { name: t('reports.orphans'), value: format.number(orphansLastDay) },
    {
      name: t('reports.lag'),
      value: lagSeconds > 0 ? duration(lagSeconds * 1000) : t('reports.noLag'),
      alarm: lagSeconds > LATE_SECONDS,
    },
    ...(dead > 0 ? [{ name: t('reports.dead'), value: format.number(dead), alarm: true }] : []),
  ];
  return (
    <div className="operations-route">
      <div className="operations-route-head">
        <h3>{t(`reports.provider.${provider}`)}</h3>
      </div>
      {webhook.open || lastEventAt !== null ? (
        <Figures facts={facts} />
      ) : (
        <p className="operations-line rl-quiet">{t('reports.closed')}</p>
      )}
    </div>
  );
}
