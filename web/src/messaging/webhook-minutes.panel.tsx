import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useDuration } from '../core/use-duration';
import { useFormat } from '../core/use-format';
import { FigureTable } from '../parts/figure-table';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { realtimeQuery } from './messaging.queries';

/** The last hour by the minute; minutes without anything say nothing and are left out. */
export function Minutes() {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  const duration = useDuration();
  const query = useQuery(realtimeQuery);
  return (
    <section className="card" aria-labelledby="minutes">
      <div className="card-head">
        <h2 id="minutes">{t('minutes.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={6} height={28} />}>
        {({ data }) => {
          const busy = data.minutes
            .filter(
              (minute) =>
                minute.accepted + minute.duplicates + minute.signature_failures + minute.malformed >
                0,
            )
            .reverse();
          const most = Math.max(1, ...data.minutes.map(({ accepted }) => accepted));
          return (
            <>
              <div className="messaging-strip" aria-hidden>
                {data.minutes.map(({ at, accepted }) => (
                  <span key={at} style={{ height: `${String((accepted / most) * 100)}%` }} />
                ))}
              </div>
              {busy.length === 0 ? (
                <p className="card-body rl-quiet">{t('minutes.none')}</p>
              ) : (
                <FigureTable
                  label={t('minutes.title')}
                  figures={{
                    heads: [
                      t('minutes.minute'),
                      t('minutes.accepted'),
                      t('minutes.duplicates'),
                      t('minutes.signatures'),
                      t('minutes.malformed'),
                      t('minutes.ack'),
                    ],
                    rows: busy.map((minute) => ({
                      key: minute.at,
                      cells: [
                        { raw: minute.at, shown: <Time at={minute.at} as="clock" /> },
                        { raw: minute.accepted, shown: format.number(minute.accepted) },
                        { raw: minute.duplicates, shown: format.number(minute.duplicates) },
                        {
                          raw: minute.signature_failures,
                          shown: format.number(minute.signature_failures),
                        },
                        { raw: minute.malformed, shown: format.number(minute.malformed) },
                        {
                          raw: minute.ack_p95_ms,
                          shown:
                            minute.ack_p95_ms === null ? <Unknown /> : duration(minute.ack_p95_ms),
                        },
                      ],
                    })),
                  }}
                />
              )}
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
