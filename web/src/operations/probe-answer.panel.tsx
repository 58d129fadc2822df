import { useTranslation } from 'react-i18next';
import { useDuration } from '../core/use-duration';
import { useFormat } from '../core/use-format';
import { Tag } from '../parts/tag';
import type { Probe } from './operations.queries';

const LOOKS = {
  ok: { tone: 'good', icon: 'check' },
  degraded: { tone: 'warn', icon: 'alert-triangle' },
  down: { tone: 'bad', icon: 'alert-octagon' },
  off: { tone: 'idle', icon: 'circle-off' },
} as const;
/** What a door said when it was asked. */
export function ProbeAnswer({ probe: { state, asOf, latencyMs, reasons } }: { probe: Probe }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const duration = useDuration();
  const at = format.time(asOf);
  if (state === null) return <span className="rl-quiet">{t('providers.notAsked')}</span>;
  return (
    <>
      <Tag {...LOOKS[state]} quiet={state === 'ok' || state === 'off'}>
        {t(`providers.state.${state}`)}
      </Tag>
      {reasons.map((code) => (
        <span key={code}>{t(`providers.reason.${code as 'backlog'}`, { defaultValue: code })}</span>
      ))}
      <span className="rl-quiet">
        {latencyMs === null
          ? t('providers.askedOnly', { at })
          : t('providers.asked', { at, took: duration(latencyMs) })}
      </span>
    </>
  );
}
