import { Button, CopyButton, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconFilterOff,
  IconInbox,
  IconLock,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../core/problem';
import { readingProblemText } from '../core/problem-text';
import { setTitle } from '../core/title';
import './state-view.css';

const LOADING_SHOWN_AFTER_MS = 150;

interface StateProps {
  icon: TablerIcon;
  tone?: 'bad';
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  role?: 'alert';
  /** It is all there is on the page. */
  isPage?: boolean;
}

function State({ icon: Icon, tone, title, text, action, role, isPage }: StateProps) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className="state" role={role} data-tone={tone}>
      <span className="state-icon">
        <Icon size={20} stroke={1.5} aria-hidden />
      </span>
      <Title className="state-title">{title}</Title>
      {text && <div className="state-text">{text}</div>}
      {action && <div className="state-action">{action}</div>}
    </div>
  );
}

/** What belongs here, why it is empty, one next step. */
export function Empty(props: { title: string; text?: ReactNode; action?: ReactNode }) {
  return <State icon={IconInbox} {...props} />;
}

export function EmptyByFilter({ title, onReset }: { title: string; onReset: () => void }) {
  const { t } = useTranslation('parts');
  return (
    <State
      icon={IconFilterOff}
      title={title}
      action={
        <Button variant="default" onClick={onReset}>
          {t('filter.reset')}
        </Button>
      }
    />
  );
}

/** A missing right is said, never shown as an empty list. @param props.within a page that has its heading */
export function NoRight({ right, within = false }: { right: string; within?: boolean }) {
  const { t } = useTranslation('parts');
  useEffect(() => {
    if (!within) setTitle(`${t('noRight.page')} · Relance`);
  }, [t, within]);
  return (
    <State
      icon={IconLock}
      title={t('noRight.title', { right })}
      text={t('noRight.text')}
      isPage={!within}
    />
  );
}

/** Cause, effect, next step, and the id to tell somebody. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('parts');
  const text = readingProblemText(useTranslation('core').t, error);
  return (
    <State
      icon={IconAlertTriangle}
      tone="bad"
      role="alert"
      title={text.title}
      text={text.detail}
      action={
        <>
          {onRetry && (
            <Button variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {text.errorId && <ErrorId id={text.errorId} />}
        </>
      }
    />
  );
}

export function ErrorId({ id }: { id: string }) {
  const { t } = useTranslation('parts');
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <UnstyledButton className="error-id" onClick={copy}>
          {copied ? t('errorId.copied') : t('errorId.copy', { id: id.slice(0, 8) })}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}

/** The true shape of what is coming, after 150 ms: a quick answer does not flicker. */
export function Skeleton({ rows, height = 36 }: { rows: number; height?: number }) {
  const { t } = useTranslation('parts');
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(true), LOADING_SHOWN_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status" data-shown={shown}>
      <span className="rl-hidden">{t('loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton-row" style={{ height }}>
          <span style={{ width: `${28 + ((row * 17) % 24)}%` }} />
          <span style={{ width: `${12 + ((row * 7) % 10)}%` }} />
        </div>
      ))}
    </div>
  );
}

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  skeleton: ReactNode;
  /** The right's name, for an answer that says it is missing. */
  right?: string;
  children: (data: T) => ReactNode;
}

/** Loading, error and data of a read; old data stay while new ones come. */
export function QueryView<T>({ query, skeleton, right, children }: QueryViewProps<T>) {
  const { data, error, isFetching } = query;
  if (data !== undefined)
    return (
      <>
        {isFetching && <span className="progress-line" aria-hidden />}
        {children(data)}
      </>
    );
  if (error instanceof Problem && error.status === 403 && right)
    return <NoRight right={right} within />;
  if (error) return <Failed error={error} onRetry={() => void query.refetch()} />;
  return skeleton;
}
