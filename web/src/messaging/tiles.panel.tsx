import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { Unknown } from '../parts/unknown';
import type { Metrics } from './messaging.queries';
import { Rate } from './rate.panel';
import { useDuration } from '../core/use-duration';

function Tile({ name, children, note }: { name: string; children: ReactNode; note: ReactNode }) {
  return (
    <li>
      <div className="tile">
        <span className="tile-label">{name}</span>
        <span className="tile-figure rl-num">{children}</span>
        <span className="tile-note">{note}</span>
      </div>
    </li>
  );
}

/** What is asked first. */
export function Tiles({ metrics }: { metrics: Metrics }) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  const duration = useDuration();
  const { overview, button_analytics: buttons } = metrics.data;
  return (
    <ul className="card tiles messaging-tiles" aria-label={t('tiles.label')}>
      <Tile
        name={t('tiles.clicks')}
        note={t('tiles.clickers', {
          count: overview.unique_clickers,
          shown: format.number(overview.unique_clickers),
        })}
      >
        <LiveNumber value={overview.total_button_clicks} />
      </Tile>
      <Tile
        name={t('tiles.clickThrough')}
        note={t('tiles.ofDelivered', { shown: format.number(overview.templates_delivered) })}
      >
        <Rate of={overview.click_through_rate} />
      </Tile>
      <Tile name={t('tiles.unlock')} note={t('tiles.unlockNote')}>
        <Rate of={overview.unlock_rate} />
      </Tile>
      <Tile
        name={t('tiles.timeToClick')}
        note={
          buttons.time_to_click.p90_s !== null &&
          t('tiles.p90', { shown: duration(seconds(buttons.time_to_click.p90_s)) })
        }
      >
        {buttons.time_to_click.p50_s === null ? (
          <Unknown />
        ) : (
          duration(seconds(buttons.time_to_click.p50_s))
        )}
      </Tile>
      <Tile
        name={t('tiles.content')}
        note={t('tiles.contentNote', {
          shown: format.number(overview.successful_deliveries),
          of: format.number(overview.total_content_deliveries),
        })}
      >
        <Rate of={overview.success_rate} />
      </Tile>
    </ul>
  );
}

const seconds = (value: number | null) => (value === null ? null : value * 1000);
