import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { firstErrorIn, showField } from '../core/first-error';
import { type FieldError, Problem } from '../core/problem';
import { problemText } from '../core/problem-text';
import { ErrorId } from './state-view';
import './problem-box.css';

interface ProblemBoxProps {
  error: unknown;
  /** Field errors that no field of the form could show; all there are, where no field shows any. */
  rest?: readonly FieldError[];
  /** Said instead of the problem's own text. */
  title?: string;
  /** `warn` for what a person may confirm. */
  tone?: 'bad' | 'warn';
  children?: ReactNode;
}

/**
 * What went wrong with a form; the input is kept. Takes focus, so that it is read and seen, unless a field says all of it.
 */
export function ProblemBox({ error, rest, title, tone = 'bad', children }: ProblemBoxProps) {
  const { t } = useTranslation('core');
  const box = useRef<HTMLDivElement>(null);
  const unplaced = rest ?? (error instanceof Problem ? error.errors : []);
  const isPlaced = rest?.length === 0;
  useEffect(() => {
    const field = isPlaced ? firstErrorIn(box.current?.closest('form')) : null;
    if (field) showField(field);
    else box.current?.focus();
  }, [error, isPlaced]);
  const text = problemText(t, error);
  return (
    <div className="problem" data-tone={tone} role="alert" tabIndex={-1} ref={box}>
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>
        <p className="problem-title">{title ?? text.title}</p>
        {!children && text.detail && <p>{text.detail}</p>}
        {unplaced.length > 0 && (
          <ul>
            {unplaced.map(({ pointer, detail }) => (
              <li key={pointer}>
                {pointer.replace(/^#\//, '')}: {detail}
              </li>
            ))}
          </ul>
        )}
        {children}
        {text.errorId && <ErrorId id={text.errorId} />}
      </div>
    </div>
  );
}
