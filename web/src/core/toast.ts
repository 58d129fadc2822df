import i18next, { type TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { problemText } from './problem-text';

/** On demand: nobody needs a toast for the first paint. */
const onDemand = async () => (await import('@mantine/notifications')).notifications;

/** The cross has no words of its own. */
const closing = () => ({ closeButtonProps: { 'aria-label': i18next.t('core:close') } });

/** Says in passing that something is done. */
export function toast(message: ReactNode, id?: string): void {
  void onDemand().then((toasts) =>
    toasts.show({ id, message, role: 'status', withCloseButton: true, ...closing() }),
  );
}

export function hideToast(id: string): void {
  void onDemand().then((toasts) => toasts.hide(id));
}

/** Says that an act away from any form did not work; stays until it is closed. */
export function toastProblem(t: TFunction<'core'>, error: unknown): void {
  const { title, detail } = problemText(t, error);
  void onDemand().then((toasts) =>
    toasts.show({ color: 'red', title, message: detail, autoClose: false, ...closing() }),
  );
}
