import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSessionLost } from './core/api';
import { ensureTexts } from './core/i18n';
import type { Session } from './core/session';

const Dialog = lazy(async () => ({ default: (await import('./parts/dialog')).Dialog }));
const SignInForm = lazy(async () => {
  await ensureTexts('identity');
  return { default: (await import('./identity/sign-in.form')).SignInForm };
});

/** Asks for a session once, however many requests wait for it; they go out again when it is there. */
export function useSessionGate() {
  const [asking, setAsking] = useState(false);
  const waiting = useRef<(() => void)[]>([]);
  const ask = useCallback((): Promise<void> => {
    setAsking(true);
    return new Promise((resolve) => waiting.current.push(resolve));
  }, []);
  useEffect(() => onSessionLost(ask), [ask]);
  const done = useCallback(() => {
    setAsking(false);
    waiting.current.splice(0).forEach((resolve) => resolve());
  }, []);
  const open = useCallback(() => setAsking(true), []);
  return { asking, open, done };
}

interface SessionGateProps {
  user: Session['user'];
  asking: boolean;
  onDone: () => void;
}

/** The sign-in over the page: what was typed below stays. */
export function SessionGate({ user, asking, onDone }: SessionGateProps) {
  const { t } = useTranslation('app');
  const queries = useQueryClient();
  if (!asking) return null;
  const finish = (session: Session) => {
    // Somebody else sits here now: nothing of the page before may stay.
    if (session.user.id !== user.id) {
      window.location.assign('/');
      return;
    }
    onDone();
    void queries.invalidateQueries();
  };
  return (
    <Suspense fallback={null}>
      <Dialog opened onClose={() => undefined} title={t('session.title')} size={420} fixed>
        <p className="session-text">{t('session.text')}</p>
        <SignInForm email={user.email} onDone={finish} />
        <Button
          variant="subtle"
          color="gray"
          fullWidth
          onClick={() => window.location.assign('/sign-in')}
        >
          {t('session.leave')}
        </Button>
      </Dialog>
    </Suspense>
  );
}
