import { Button } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { deadQuery, messagingKeys, replayDead } from './messaging.queries';

/** What came in and could not be worked off. */
export function DeadLetters({ mayReplay }: { mayReplay: boolean }) {
  const { t } = useTranslation('messaging');
  const query = useInfiniteQuery(deadQuery);
  return (
    <section className="card" aria-labelledby="dead-letters">
      <div className="card-head">
        <h2 id="dead-letters">{t('dead.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={3} />}>
        {(items) =>
          items.length === 0 ? (
            <p className="card-body rl-quiet">{t('dead.none')}</p>
          ) : (
            <>
              <ul className="messaging-dead">
                {items.map((item) => (
                  <li key={item.id}>
                    <div>
                      <p>
                        <b>
                          {t(`dead.kind.${item.kind as 'message'}`, { defaultValue: item.kind })}
                        </b>{' '}
                        <span className="rl-quiet">
                          {t('dead.received')} <Time at={item.received_at} as="exact" /> ·{' '}
                          {t('dead.attempts', { count: item.attempts })}
                        </span>
                      </p>
                      {item.error && <p className="messaging-error">{item.error}</p>}
                    </div>
                    {mayReplay && <Replay id={item.id} />}
                  </li>
                ))}
              </ul>
              {query.hasNextPage && (
                <Button
                  variant="subtle"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t('dead.more')}
                </Button>
              )}
            </>
          )
        }
      </QueryView>
    </section>
  );
}

function Replay({ id }: { id: string }) {
  const { t } = useTranslation('messaging');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await replayDead(id);
      toast(t('dead.replayed'));
    } catch (error) {
      toastProblem(core, error);
    } finally {
      setBusy(false);
    }
    for (const queryKey of [messagingKeys.dead, messagingKeys.channel])
      void queries.invalidateQueries({ queryKey });
  };
  return (
    <Button
      size="xs"
      variant="default"
      loading={busy}
      leftSection={<IconRotate size={16} stroke={1.5} aria-hidden />}
      onClick={() => void run()}
    >
      {t('dead.replay')}
    </Button>
  );
}
