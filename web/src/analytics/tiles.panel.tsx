import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Unknown } from '../parts/unknown';
import type { Performance } from './analytics.queries';
import { Count } from './count.panel';
import { useNumbers } from './numbers.panel';

const RATES = ['answered', 'positive', 'converted'] as const;

/** What is asked first: how much, and how well, against the period before. */
export function Tiles({ data, before }: { data: Performance; before: Performance | undefined }) {
  const { t } = useTranslation('analytics');
  const numbers = useNumbers();
  const format = useFormat();
  const behind = (stage: 'sent' | (typeof RATES)[number], age: 'all' | 'mature') =>
    data.hasList ? ({ kind: 'follow-ups', stage, age } as const) : null;
  const { sent } = data.total;
  const change = before && before.total.sent > 0 ? (sent / before.total.sent - 1) * 100 : null;
  return (
    <ul className="analytics-tiles">
      <li className="card tile">
        <p className="tile-name">{t('tile.sent')}</p>
        <p className="tile-figure">
          <Count value={sent} what={t('stage.sent')} behind={behind('sent', 'all')} />
        </p>
        <p className="tile-sub">
          {change === null
            ? t('tile.noChange')
            : t('tile.change', { change: format.change(change) })}
        </p>
      </li>
      {RATES.map((measure) => {
        const { count, of, rate } = data.total.rates[measure];
        const was = before?.total.rates[measure].rate ?? null;
        return (
          <li key={measure} className="card tile">
            <p className="tile-name">{t(`tile.${measure}`)}</p>
            <p className="tile-figure rl-num">
              {rate === null ? <Unknown /> : numbers.percent(rate)}
            </p>
            <p className="tile-sub">
              <Count
                value={count}
                what={t('tile.mature', { what: t(`stage.${measure}`) })}
                behind={behind(measure, 'mature')}
              />{' '}
              {t('tile.of', { of: format.number(of) })}
              {' · '}
              {rate === null || was === null
                ? t('tile.noChange')
                : t('tile.change', { change: numbers.points(rate - was) })}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
