import type { Config } from '../core/config';

export type Mode = 'off' | 'simulated' | 'cloud';

/** Where messages go. Unset, a developer gets the stand-in and everybody else gets nothing. */
export function modeOf(config: Config): Mode {
  return (
    config.get('WHATSAPP_MODE') ??
    (config.get('RELANCE_ENV') === 'development' ? 'simulated' : 'off')
  );
}
