import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryView, Skeleton } from '../parts/state-view';
import { api, call } from '../core/api';
import type { Line } from '../parts/timeline';
import type { Act, TimelineItem } from './timeline.queries';

const mailQuery = (id: string) =>
  queryOptions({
    queryKey: ['leads', 'mail', id] as const,
    queryFn: () => call(api.GET('/v1/email-messages/{id}', { params: { path: { id } } })),
  });

interface MoreProps {
  entry: Act;
  line: (item: TimelineItem) => Line;
}

/** What belongs to the same act as an entry, and the text of its mail. */
export function EntryMore({ entry: { inner, mail }, line }: MoreProps) {
  return (
    <>
      {inner.map((fact) => {
        const { title, tag, details } = line(fact);
        return <p key={fact.id}>{[title, tag?.text, ...details].filter(Boolean).join(' · ')}</p>;
      })}
      {mail && <MailText messageId={mail.messageId} />}
    </>
  );
}

/** What was sent, as its text part: it is shown as text, so nothing in it can run, load or lead anywhere. */
function MailText({ messageId }: { messageId: string }) {
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
