import { UnstyledButton } from '@mantine/core';
import { IconCheck, IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InlineEditor as Editor, InlineEditProps, Value } from './inline-editor';
import './inline-edit.css';

// The fields come when somebody begins to edit.
const InlineEditor = lazy(() =>
  import('./inline-editor').then((file) => ({ default: file.InlineEditor })),
) as typeof Editor;

const SAVED_SHOWN_MS = 2_000;

/** A fact that is edited in place: Enter saves, Escape restores, a mark says for two seconds that it is saved. */
export function InlineEdit<V extends Value>(props: InlineEditProps<V>) {
  const { label, shown, onSave } = props;
  const { t } = useTranslation('parts');
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!saved) return;
    const timer = window.setTimeout(() => setSaved(false), SAVED_SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [saved]);
  const close = (isSaved: boolean) => {
    setEditing(false);
    setSaved(isSaved);
    window.setTimeout(() => opener.current?.focus());
  };
  return (
    <div className="inline">
      <dt>{label}</dt>
      <dd>
        {editing ? (
          <Suspense fallback={<span className="inline-fixed">{shown}</span>}>
            <InlineEditor {...props} close={close} />
          </Suspense>
        ) : onSave ? (
          <UnstyledButton ref={opener} className="inline-open" onClick={() => setEditing(true)}>
            <span className="rl-hidden">{t('edit.open', { field: label })}: </span>
            <span className="inline-value">{shown}</span>
            {saved ? (
              <IconCheck size={14} className="inline-saved" aria-hidden />
            ) : (
              <IconPencil size={14} className="inline-pencil" aria-hidden />
            )}
          </UnstyledButton>
        ) : (
          <span className="inline-fixed">{shown}</span>
        )}
        <span className="rl-hidden" role="status">
          {saved ? t('edit.saved', { field: label }) : ''}
        </span>
      </dd>
    </div>
  );
}
