import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useFormat } from '../core/use-format';
import { ActDialog } from '../parts/act-dialog';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { ReasonField, SHORTEST_REASON } from './dead-letter-acts.panel';
import {
  type Circuit,
  closeCircuit,
  type MailProvider,
  mailProbeQuery,
  providersQuery,
} from './operations.queries';
import { ProbeAnswer } from './probe-answer.panel';

const LOOKS = {
  open: { tone: 'bad', icon: 'alert-octagon' },
  half_open: { tone: 'warn', icon: 'alert-triangle' },
} as const;

/** Whether a way out is used, beside its name; nothing while it is. */
export function CircuitTag({ circuit: { state } }: { circuit: Circuit }) {
  const { t } = useTranslation('operations');
  return state === 'closed' ? null : (
    <Tag {...LOOKS[state]}>{t(`providers.circuit.state.${state}`)}</Tag>
  );
}

/** Why a way out is not used or less than it could be, until when, and what was said. */
export function CircuitLines({ circuit }: { circuit: Circuit }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const { state, since, reason, response, retryAt, share, blockedUntil } = circuit;
  return (
    <>
      {state !== 'closed' && (
        <p className="operations-warning">
          {since !== null && (
            <b>
              {t(`providers.circuit.state.${state}`)} {t('providers.circuit.since')}{' '}
              <Time at={since} as="moment" />.
            </b>
          )}{' '}
          {reason !== null && t(`providers.circuit.reason.${reason}`)}{' '}
          {retryAt !== null && (
            <>
              {t('providers.circuit.retry')} <Time at={retryAt} as="exact" />.
            </>
          )}
          {response !== null && response !== '' && (
            <>
              {' '}
              {t('providers.circuit.said')} <span className="operations-error">{response}</span>
            </>
          )}
        </p>
      )}
      {state === 'closed' && share < 1 && (
        <p className="operations-line">
          {t('providers.circuit.share', { share: format.rate(share) })}
        </p>
      )}
      {blockedUntil !== null && (
        <p className="operations-line">
          {t('providers.circuit.blocked')} <Time at={blockedUntil} as="moment" />
        </p>
      )}
    </>
  );
}

interface CircuitActsProps {
  provider: MailProvider;
  name: string;
  circuit: Circuit;
}

/** Asks one provider just now, and puts one back to use that works again. */
export function CircuitActs({ provider, name, circuit }: CircuitActsProps) {
  const { t } = useTranslation('operations');
  const session = useSession();
  const [closing, setClosing] = useState(false);
  const probe = useQuery({ ...mailProbeQuery(provider), enabled: false });
  const mayClose = circuit.state !== 'closed' && may(session, 'emails.operate');
  return (
    <>
      <span role="status" className="operations-door">
        {probe.data && <ProbeAnswer probe={probe.data} />}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('providers.probeOf', { channel: name })}
        loading={probe.isFetching}
        leftSection={<IconRefresh size={16} stroke={1.5} aria-hidden />}
        onClick={() => void probe.refetch()}
      >
        {t('providers.probe')}
      </Button>
      {mayClose && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('providers.circuit.closeOf', { provider: name })}
          onClick={() => setClosing(true)}
        >
          {t('providers.circuit.close')}
        </Button>
      )}
      {closing && <CloseDialog provider={provider} name={name} onClose={() => setClosing(false)} />}
    </>
  );
}

interface CloseDialogProps {
  provider: MailProvider;
  name: string;
  onClose: () => void;
}

function CloseDialog({ provider, name, onClose }: CloseDialogProps) {
  const { t } = useTranslation('operations');
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const run = async () => {
    await closeCircuit(provider, reason.trim());
    toast(t('providers.circuit.closed', { provider: name }));
    await queries.invalidateQueries({ queryKey: providersQuery.queryKey });
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('providers.circuit.closeOf', { provider: name })}
      act={t('providers.circuit.close')}
      check={() => (reason.trim().length < SHORTEST_REASON ? t('reason.short') : null)}
      run={run}
    >
      {(missing) => (
        <>
          <p>{t('providers.circuit.closeText')}</p>
          <ReasonField value={reason} onChange={setReason} error={missing} />
        </>
      )}
    </ActDialog>
  );
}
