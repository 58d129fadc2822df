import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../core/now';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { clockAt, instantAt } from '../core/zoned';
import { Page } from '../parts/page';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Crumbs } from './crumbs.panel';
import {
  type Forecast,
  type ForecastDay,
  forecastQuery,
  forecastTable,
  nextDay,
} from './planning.queries';
import '../parts/data-table.css';
import './follow-ups.css';

/** What will leave in the next fourteen days, by day and hour, as the rules that decide say now. */
export function ForecastPage() {
  const { t } = useTranslation('follow-ups');
  const query = useQuery(forecastQuery);
  return (
    <Page title={t('forecast.title')} area={t('title')} crumbs={<Crumbs />} sub={t('forecast.sub')}>
      <div className="page-body forecast">
        <QueryView query={query} skeleton={<Skeleton rows={14} />} right={t('right')}>
          {(data) => <Table forecast={data} />}
        </QueryView>
      </div>
    </Page>
  );
}

function Table({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  const { user } = useSession();
  const { held, total, looked, asOf } = forecast;
  const today = clockAt(new Date(asOf), user.timeZone).day;
  const { days, hours, steps, most } = forecastTable(forecast, today);
  const leaving = days.reduce((sum, day) => sum + day.total, 0);
  if (leaving === 0 && held.length === 0)
    return <Empty title={t('forecast.empty')} text={t('forecast.emptyText')} />;
  return (
    <>
      <p className="forecast-summary">
        {t('forecast.summary', { count: leaving, shown: format.number(leaving) })}
      </p>
      {looked < total && (
        <p className="rl-quiet">
          {t('forecast.part', { looked: format.number(looked), total: format.number(total) })}
        </p>
      )}
      <Held held={held} />
      <ul className="forecast-legend" aria-hidden>
        {steps.map((step) => (
          <li key={step}>
            <span className="forecast-mark" data-step={step} /> {step}
          </li>
        ))}
      </ul>
      <div
        className="table-region card forecast-region"
        role="region"
        aria-label={t('forecast.title')}
        tabIndex={0}
      >
        <table className="table forecast-table" aria-label={t('forecast.title')}>
          <thead>
            <tr>
              <th scope="col">{t('forecast.day')}</th>
              <th scope="col" className="forecast-bar-head">
                <span className="rl-hidden">{t('forecast.share')}</span>
              </th>
              {steps.map((step) => (
                <th key={step} scope="col" data-end>
                  {step}
                </th>
              ))}
              <th scope="col" data-end>
                {t('forecast.total')}
              </th>
              <th scope="col" data-end>
                {t('forecast.planned')}
              </th>
              {hours.map((hour) => (
                <th key={hour} scope="col" data-end>
                  {t('forecast.hour', { hour })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <Day key={day.day} day={day} steps={steps} hours={hours} most={most} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** What is planned for these days and will not leave, and the list of those that wait for the same. */
function Held({ held }: { held: Forecast['held'] }) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  if (held.length === 0) return null;
  return (
    <section className="forecast-held">
      <h2>{t('forecast.held')}</h2>
      <ul>
        {held.map(({ step, reason, reasonText, count }) => (
          <li key={`${step} ${reason}`}>
            <b className="rl-num">{format.number(count)}</b> {step}: {reasonText}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface DayProps {
  day: ForecastDay;
  steps: readonly string[];
  hours: readonly number[];
  most: number;
}

const HEATS = 5;

function Day({ day, steps, hours, most }: DayProps) {
  const { t } = useTranslation('follow-ups');
  const { user } = useSession();
  const format = useFormat();
  const now = useNow();
  const from = instantAt(day.day, '00:00', user.timeZone);
  const to = instantAt(nextDay(day.day), '00:00', user.timeZone);
  const hottest = Math.max(1, ...day.byHour.values());
  const heat = (count: number) => (count === 0 ? 0 : Math.ceil((count / hottest) * HEATS));
  const label = format.day(instantAt(day.day, '12:00', user.timeZone), now);
  return (
    <tr>
      <th scope="row">
        <span className={day.total > 0 ? undefined : 'rl-quiet'}>{label}</span>
      </th>
      <td aria-hidden>
        <span className="forecast-bar">
          {steps.map((step) => (
            <span
              key={step}
              data-step={step}
              style={{ width: `${((day.byStep[step] ?? 0) / most) * 100}%` }}
            />
          ))}
        </span>
      </td>
      {steps.map((step) => (
        <td key={step} data-end data-zero={!day.byStep[step] || undefined}>
          {format.number(day.byStep[step] ?? 0)}
        </td>
      ))}
      <td data-end data-zero={day.total === 0 || undefined} className="forecast-total">
        {format.number(day.total)}
      </td>
      <td data-end data-zero={day.planned === 0 || undefined}>
        {day.planned > 0 ? (
          <Link
            to="/follow-ups"
            search={{ dueFrom: from.toISOString(), dueBefore: to.toISOString() }}
            aria-label={t('forecast.listed', { count: day.planned, day: label })}
          >
            {format.number(day.planned)}
          </Link>
        ) : (
          format.number(0)
        )}
      </td>
      {hours.map((hour) => {
        const count = day.byHour.get(hour) ?? 0;
        return (
          <td key={hour} data-end data-zero={count === 0 || undefined} data-heat={heat(count)}>
            {format.number(count)}
          </td>
        );
      })}
    </tr>
  );
}
