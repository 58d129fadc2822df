import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isLocale, LOCALES, switchLocale } from '../core/i18n';
import { Wordmark } from '../parts/wordmark';
import { SignInForm } from './sign-in.form';
import './identity.css';

/** Only a place of this application, never another site. */
const safeNext = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';

export function SignInPage() {
  const { t, i18n } = useTranslation('identity');
  const lists = useTranslation('lists').t;
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  useEffect(() => {
    document.title = `${t('signIn.title')} · Relance`;
  }, [t]);
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <Wordmark size={28} />
        <h1>{t('signIn.title')}</h1>
        <SignInForm onDone={() => void navigate({ href: safeNext(next), replace: true })} />
        <SegmentedControl
          size="xs"
          aria-label={t('me.locale')}
          data={LOCALES.map((value) => ({ value, label: lists(`locale.${value}`) }))}
          value={i18n.language}
          onChange={(value) => isLocale(value) && void switchLocale(value)}
        />
      </div>
    </main>
  );
}
