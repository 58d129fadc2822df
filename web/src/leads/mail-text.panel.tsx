import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryView, Skeleton } from '../parts/state-view';
import { mailQuery } from './timeline.queries';

/** What was sent, as its text part: it is shown as text, so nothing in it can run, load or lead anywhere. */
export function MailText({ messageId }: { messageId: string }) {
  const { t } = useTranslation('work');
  const query = useQuery(mailQuery(messageId));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={3} />}>
      {({ content, status }) =>
        content ? (
          <article className="mail-text" aria-label={content.subject}>
            <h4>{content.subject}</h4>
            <p>{content.plain}</p>
          </article>
        ) : (
          <p className="rl-quiet">{t(status === 'queued' ? 'mail.notYet' : 'mail.hidden')}</p>
        )
      }
    </QueryView>
  );
}
