import { useTranslation } from 'react-i18next';
import { useLiveState } from '../core/stream';
import { useFormat } from '../core/use-format';
import './live-badge.css';

/** Whether what is on screen keeps itself current, and as of when. */
export function LiveBadge() {
  const { t } = useTranslation('parts');
  const format = useFormat();
  const { status, asOf } = useLiveState();
  const time = asOf === null ? '' : format.time(asOf);
  const text =
    status === 'live'
      ? t('live.on')
      : status === 'connecting'
        ? t('live.connecting')
        : time === ''
          ? t('live.lostNever')
          : t('live.lost', { time });
  return (
    <span className="live" data-status={status} role="status">
      <span className="live-dot" aria-hidden />
      <span className="live-text">{text}</span>
      {status === 'live' && time !== '' && (
        <span className="live-time rl-num" aria-hidden>
          {time}
        </span>
      )}
    </span>
  );
}

/** Under the top bar when the connection is lost: values stay, and it says of when they are. */
export function LiveBanner() {
  const { t } = useTranslation('parts');
  const format = useFormat();
  const { status, asOf } = useLiveState();
  if (status !== 'lost') return null;
  return (
    <div className="live-banner">
      {asOf === null ? t('live.bannerNever') : t('live.banner', { time: format.time(asOf) })}
    </div>
  );
}
