import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { problemText } from './problem-text';

/** Says in passing that something is done. */
export function toast(message: ReactNode, id?: string): void {
  notifications.show({ id, message, role: 'status', withCloseButton: true });
}

/** Says that an act away from any form did not work; stays until it is closed. */
export function toastProblem(t: TFunction<'core'>, error: unknown): void {
  const { title, detail } = problemText(t, error);
  notifications.show({ color: 'red', title, message: detail, autoClose: false });
}
