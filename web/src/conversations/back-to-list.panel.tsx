import { IconChevronLeft } from '@tabler/icons-react';
import { Link, useRouter, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { InboxSearch } from './inbox-search.queries';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The entry before this one is the list that this was chosen in. */
    fromList?: boolean;
  }
}

/** To the list, for a window that shows one of both: the same step as the browser's own, where there is one. */
export function BackToList({ back }: { back: InboxSearch }) {
  const { t } = useTranslation('conversations');
  const { history } = useRouter();
  const isFromList = useRouterState({ select: ({ location }) => location.state.fromList === true });
  return (
    <Link
      to="/inbox"
      search={back}
      replace
      className="inbox-back"
      onClick={(event) => {
        const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
        if (!isFromList || !isPlain) return;
        event.preventDefault();
        history.back();
      }}
    >
      <IconChevronLeft size={16} aria-hidden />
      {t('back')}
    </Link>
  );
}
