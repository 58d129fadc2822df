import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../core/problem';
import { type Session, signIn } from '../core/session';
import { textOf } from '../core/form-data';
import { ProblemBox } from '../parts/problem-box';

interface SignInFormProps {
  /** Known when a session has ended: the same person signs in again. */
  email?: string;
  onDone: (session: Session) => void;
}

export function SignInForm({ email, onDone }: SignInFormProps) {
  const { t } = useTranslation('identity');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const wait = useCountdown(error instanceof Problem ? error.retryAfterSeconds : null, error);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const value = (name: string) => textOf(data, name);
    setBusy(true);
    try {
      onDone(await signIn(email ?? value('email').trim(), value('password')));
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      {error !== null && (
        <ProblemBox error={error}>
          {wait > 0 && <p>{t('signIn.wait', { count: wait })}</p>}
        </ProblemBox>
      )}
      {email === undefined ? (
        <TextInput
          name="email"
          type="email"
          label={t('signIn.email')}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
      ) : (
        <p>{t('signIn.as', { email })}</p>
      )}
      <PasswordInput
        name="password"
        label={t('signIn.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={email !== undefined || undefined}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
      />
      <Button type="submit" size="md" loading={busy} fullWidth>
        {t('signIn.act')}
      </Button>
    </form>
  );
}

/** Seconds that are left until another attempt is looked at. */
function useCountdown(seconds: number | null, since: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    setLeft(seconds ?? 0);
    if (seconds === null) return;
    const timer = window.setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000);
    return () => window.clearInterval(timer);
  }, [seconds, since]);
  return left;
}
