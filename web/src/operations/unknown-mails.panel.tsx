import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { ActDialog } from '../parts/act-dialog';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { ReasonField, SHORTEST_REASON } from './dead-letter-acts.panel';
import {
  operationsKeys,
  type Resolution,
  resolveMail,
  type UnknownMail,
  unknownMailsQuery,
} from './operations.queries';

const OUTCOMES = ['sent', 'failed', 'queued'] as const;

/** Mails that a provider may have or not: a person compares with its log and says which. */
export function UnknownMails() {
  const { t } = useTranslation('operations');
  const session = useSession();
  const query = useQuery(unknownMailsQuery);
  const [deciding, setDeciding] = useState<UnknownMail | null>(null);
  const mayDecide = may(session, 'emails.operate');
  return (
    <section className="card" aria-labelledby="unknown-mails">
      <div className="card-head">
        <h2 id="unknown-mails">{t('mails.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="card-body rl-quiet">{t('mails.none')}</p>
          ) : (
            <ul className="operations-list">
              {items.map((mail) => (
                <li key={mail.id}>
                  <div>
                    <p>
                      <b>{mail.toAddress}</b>{' '}
                      <span className="rl-quiet">
                        {t('mails.template', {
                          key: mail.templateKey,
                          version: mail.templateVersion,
                        })}
                      </span>
                    </p>
                    <p className="rl-quiet">
                      {t('mails.due')} <Time at={mail.dueAt} as="exact" /> ·{' '}
                      {t('mails.attempts', { count: mail.attempts })}
                      {mail.leadId !== null && (
                        <>
                          {' · '}
                          <Link to="/leads/$id" params={{ id: mail.leadId }}>
                            {t('mails.lead')}
                          </Link>
                        </>
                      )}
                    </p>
                  </div>
                  {mayDecide && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('mails.decideAbout', { address: mail.toAddress })}
                      onClick={() => setDeciding(mail)}
                    >
                      {t('mails.decide')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {deciding && <Decision key={deciding.id} mail={deciding} onClose={() => setDeciding(null)} />}
    </section>
  );
}

function Decision({ mail, onClose }: { mail: UnknownMail; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const queries = useQueryClient();
  const [outcome, setOutcome] = useState<Resolution | null>(null);
  const [reason, setReason] = useState('');
  const run = async () => {
    if (outcome === null) return;
    await resolveMail(mail.id, outcome, reason.trim());
    toast(t(`mails.done.${outcome}`));
    await queries.invalidateQueries({ queryKey: operationsKeys.mails });
  };
  const check = () => {
    if (outcome === null) return t('mails.choose');
    return reason.trim().length < SHORTEST_REASON ? t('reason.short') : null;
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('mails.decideAbout', { address: mail.toAddress })}
      act={t('mails.save')}
      check={check}
      run={run}
    >
      {(missing) => (
        <>
          <p>{t('mails.text')}</p>
          <Select
            label={t('mails.outcome')}
            data={OUTCOMES.map((value) => ({ value, label: t(`mails.outcomes.${value}`) }))}
            value={outcome}
            error={outcome === null ? missing : null}
            onChange={(value) => setOutcome(OUTCOMES.find((one) => one === value) ?? null)}
            required
            data-autofocus
          />
          <ReasonField
            value={reason}
            onChange={setReason}
            error={outcome === null ? null : missing}
          />
        </>
      )}
    </ActDialog>
  );
}
