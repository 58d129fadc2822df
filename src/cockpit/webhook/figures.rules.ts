/** A part of one; null, and never 0, for a part of nothing. */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The hour with the most taps; null when there was none. Of equals the earliest. */
export function peakHour(byHour: readonly number[]): number | null {
  const most = Math.max(0, ...byHour);
  return most === 0 ? null : byHour.indexOf(most);
}

export interface ChannelState {
  readonly mode: 'off' | 'simulated' | 'cloud';
  readonly blockedBy: string | null;
  readonly quality: 'green' | 'yellow' | 'red' | null;
  readonly oldestWaitingAt: Date | null;
  readonly dead: number;
  readonly templatesPaused: number;
  /** Of the newest probe; null before the first one. */
  readonly isProbeHealthy: boolean | null;
}

/** Such a template is used by nobody any more, whoever stopped it. */
export const STOPPED_TEMPLATES: readonly string[] = ['paused', 'disabled', 'rejected'];

/** Longer than this nothing waits while the work goes on. */
const LATE_MS = 60_000;

/** Why the channel is not as it should be, the worst first. */
export function faultsOf(state: ChannelState, now: Date): string[] {
  const waited = state.oldestWaitingAt ? now.getTime() - state.oldestWaitingAt.getTime() : 0;
  const faults: [boolean, string][] = [
    [state.isProbeHealthy === false, 'probe-failed'],
    [state.blockedBy !== null, 'number-blocked'],
    [waited > LATE_MS, 'backlog'],
    [state.quality === 'red', 'quality-red'],
    [state.dead > 0, 'dead-letters'],
    [state.templatesPaused > 0, 'template-paused'],
  ];
  return faults.filter(([is]) => is).map(([, code]) => code);
}

/** Off is off and no fault; whoever cannot be reached is down, everything else is degraded. */
export function stateOf(mode: ChannelState['mode'], faults: readonly string[]) {
  if (mode === 'off') return 'off' as const;
  if (faults.includes('probe-failed')) return 'down' as const;
  return faults.length > 0 ? ('degraded' as const) : ('healthy' as const);
}

/** Enough to recognise a number that one knows: `+49 … 42`. */
export function maskedPhone(phone: string): string {
  const code = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(phone);
  return `${code ? `${code[0]} ` : ''}… ${phone.slice(-2)}`;
}
