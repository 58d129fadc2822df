import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { readDraft } from '../core/draft';
import { hideToast, toast } from '../core/toast';

const TOAST = 'unsaved';

/**
 * Whoever leaves an editor with changes is told that they are kept, with the way back; whoever closes the tab, in
 * which they are kept, is asked by the browser.
 * @param forms the drafts that they are kept in; none is there any more once they are saved
 */
export function useUnsaved(isChanged: boolean, forms: readonly string[]): void {
  const { t } = useTranslation('parts');
  const { history } = useRouter();
  const latest = useRef({ isChanged, forms, text: '', act: '' });
  /** Where the typing began: a page is drawn with the next address before it goes. */
  const href = useRef(history.location.href);
  const isGone = useRef(false);
  useEffect(() => {
    latest.current = { isChanged, forms, text: t('unsaved.kept'), act: t('unsaved.back') };
  });
  useEffect(() => {
    if (!isChanged) return;
    href.current = history.location.href;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged, history]);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      const left = latest.current;
      // Saved and left in one go, it was not drawn again in between.
      if (!left.isChanged || left.forms.every((form) => readDraft(form) === null)) return;
      // An effect that React only runs twice to try it leaves nothing.
      window.setTimeout(() => {
        if (isGone.current) tell({ ...left, href: href.current }, history);
      });
    };
  }, [history]);
}

interface Left {
  readonly href: string;
  readonly text: string;
  readonly act: string;
}

function tell({ href, text, act }: Left, history: { push: (path: string) => void }): void {
  const back = () => {
    hideToast(TOAST);
    history.push(href);
  };
  hideToast(TOAST);
  toast(
    <span className="undo">
      {text}
      {window.location.href.endsWith(href) || (
        <Button variant="subtle" size="compact-sm" onClick={back}>
          {act}
        </Button>
      )}
    </span>,
    TOAST,
  );
}
