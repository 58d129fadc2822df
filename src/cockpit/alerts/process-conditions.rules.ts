import type { Finding } from './alert-list.rules';
import { increaseOf, quantileOf, type Sample } from './samples.rules';
import { found } from './shared-conditions.rules';

/** What one process knows of itself. Null is what it cannot measure. */
export interface ProcessMeasures {
  readonly samples: readonly Sample[];
  /** Since WhatsApp last sent anything; null when it never did. */
  readonly webhookSilentSeconds: number | null;
  readonly waitingForConnection: number;
  readonly diskUsed: number | null;
  readonly memoryUsed: number;
}

const MINUTES = 60;
const ERROR_SHARE = 0.05;
const LIVE_SECONDS = 0.5;
const API_SECONDS = 0.2;
const API_ERROR_SHARE = 0.01;
const SILENT_SECONDS = 1800;
const MOST_OPT_OUTS = 5;
const OPT_OUT_SHARE = 0.02;
const DISK_SHARE = 0.8;
const MEMORY_SHARE = 0.9;

/** The conditions that hold of one process. */
export function processConditions(subject: string, measured: ProcessMeasures): Finding[] {
  const { samples } = measured;
  const grown = (key: string, minutes: number) => increaseOf(samples, key, minutes * MINUTES);
  const p95 = (name: string) => quantileOf(samples, name, 0.95, 5 * MINUTES);
  const errors = share(grown('followUpErrors', 5), grown('followUpsProcessed', 5));
  const failed = share(grown('requestsFailed', 5), grown('requests', 5));
  const isHeld = grown('messagesAccepted', 30) > 0;
  const optOuts = grown('optOuts', 60);
  const isSpike = (share(optOuts, Math.max(1, grown('messagesAccepted', 60))) ?? 0) > OPT_OUT_SHARE;
  const of = { subject };
  return [
    ...found('FollowUpErrorRateHigh', errors, ERROR_SHARE, of),
    ...found('LiveLatencyHigh', p95('live'), LIVE_SECONDS, of),
    ...found('ApiLatencyHigh', p95('http'), API_SECONDS, of),
    ...found('ApiErrors', failed, API_ERROR_SHARE, of),
    ...found('WebhookSilent', isHeld ? measured.webhookSilentSeconds : null, SILENT_SECONDS, of),
    ...found('OptOutSpike', isSpike ? optOuts : null, MOST_OPT_OUTS, of),
    ...found('PoolExhausted', measured.waitingForConnection, 0, of),
    ...found('DiskFilling', measured.diskUsed, DISK_SHARE, of),
    ...found('MemoryHigh', measured.memoryUsed, MEMORY_SHARE, of),
  ];
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
