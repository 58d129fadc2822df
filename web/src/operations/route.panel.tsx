import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { FigureTable } from '../parts/figure-table';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { CircuitActs, CircuitLines, CircuitTag } from './circuit.panel';
import { Figures } from './figures.panel';
import type { MailProvider, Route } from './operations.queries';

const COUNTS = ['accepted', 'refused', 'failed'] as const;
/** Above it an alert is raised elsewhere too. */
const ALARMING_SHARE = 0.05;

/** One way out over the last 24 hours; its hours on demand. */
export function RoutePanel({ route }: { route: Route }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const heading = useId();
  const { name, errorShare, lastAcceptedAt, lastFailure, circuit } = route;
  const shown = t(`providers.route.${name as 'smtp'}`, { defaultValue: name });
  const facts = [
    { name: t('providers.perMinute'), value: format.number(route.perMinute) },
    { name: t('providers.accepted'), value: format.number(route.accepted) },
    { name: t('providers.refused'), value: format.number(route.refused) },
    { name: t('providers.failed'), value: format.number(route.failed), alarm: route.failed > 0 },
    {
      name: t('providers.share'),
      value: errorShare === null ? <Unknown /> : format.rate(errorShare),
      alarm: (errorShare ?? 0) > ALARMING_SHARE,
    },
    {
      name: t('providers.last'),
      value:
        lastAcceptedAt === null ? t('providers.none24') : <Time at={lastAcceptedAt} as="moment" />,
    },
    ...(circuit && circuit.perSecond !== null
      ? [{ name: t('providers.circuit.rate'), value: format.number(circuit.perSecond) }]
      : []),
  ];
  return (
    <div className="operations-route">
      <div className="operations-route-head">
        <h3 id={heading}>{shown}</h3>
        {circuit && <CircuitTag circuit={circuit} />}
        <div className="operations-route-acts">
          {circuit && (
            <CircuitActs provider={name as MailProvider} name={shown} circuit={circuit} />
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={open}
            aria-describedby={heading}
            onClick={() => setOpen(!open)}
          >
            {t('providers.history')}
          </Button>
        </div>
      </div>
      {circuit && <CircuitLines circuit={circuit} />}
      <Figures facts={facts} />
      {lastFailure && (
        <p className="operations-line">
          {t('providers.lastFailure')} <Time at={lastFailure.at} as="moment" />:{' '}
          <span className="operations-error">
            {[lastFailure.code, lastFailure.response].filter(Boolean).join(' ')}
          </span>
        </p>
      )}
      {open && <History route={route} />}
    </div>
  );
}

function History({ route: { hours } }: { route: Route }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const busy = hours.filter((hour) => COUNTS.some((key) => hour[key] > 0)).reverse();
  if (busy.length === 0)
    return <p className="operations-line rl-quiet">{t('providers.historyNone')}</p>;
  return (
    <FigureTable
      label={t('providers.history')}
      figures={{
        heads: [t('providers.hour'), ...COUNTS.map((key) => t(`providers.${key}`))],
        rows: busy.map((hour) => ({
          key: hour.at,
          cells: [
            { raw: hour.at, shown: <Time at={hour.at} as="moment" /> },
            ...COUNTS.map((key) => ({ raw: hour[key], shown: format.number(hour[key]) })),
          ],
        })),
      }}
    />
  );
}
