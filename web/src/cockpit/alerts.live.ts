import i18next from 'i18next';
import { ensureTexts } from '../core/i18n';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import { currentTime } from '../core/now';
import { sessionQuery } from '../core/session';
import type { Frame } from '../core/stream';
import { toast } from '../core/toast';
import { isAlertName, systemKeys } from './system.queries';

/** What a tab learns later than this, because it was hidden or offline, the panel says better than a notice. */
const NEWS_MS = 5 * 60_000;
const TOLD = 'relance.alerts-told';
const MOST_TOLD = 20;

function onAlert({ queries }: LiveCache): void {
  for (const queryKey of Object.values(systemKeys)) void queries.invalidateQueries({ queryKey });
}

function onRaised(cache: LiveCache, { time, data }: Frame): void {
  onAlert(cache);
  const { alert, alertId, about } = data as { alert?: unknown; alertId?: unknown; about?: unknown };
  const session = cache.queries.getQueryData(sessionQuery.queryKey);
  const isNews = currentTime().getTime() - Date.parse(time) < NEWS_MS;
  if (session?.user.role !== 'ADMIN' || !isNews || !isAlertName(alert)) return;
  if (typeof alertId !== 'string' || !isFirst(alertId)) return;
  void ensureTexts('system').then(() => {
    const title = i18next.t(`system:alert.${alert}.title`);
    toast(about === '' ? title : `${title}: ${String(about)}`, `alert-${alertId}`);
  });
}

/** Every tab hears the same frame; one of them says it. @returns whether no tab has said it yet */
function isFirst(alertId: string): boolean {
  const told = (localStorage.getItem(TOLD) ?? '').split(' ').filter(Boolean);
  if (told.includes(alertId)) return false;
  localStorage.setItem(TOLD, [alertId, ...told].slice(0, MOST_TOLD).join(' '));
  return true;
}

export const alertsTable: LiveTable = {
  'crm.alert.raised.v1': onRaised,
  'crm.alert.resolved.v1': onAlert,
};

export const alertsRoom: LiveRoom = {
  table: alertsTable,
  read: () => Promise.resolve(),
  liveKeys: Object.values(systemKeys),
};
