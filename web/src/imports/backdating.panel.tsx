import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { Time } from '../parts/time';
import { useImportAct } from './import-act.panel';
import { decideBackdating, type ImportView } from './imports.queries';

const REASON_LENGTH = 10;

/** Whether the dates of the file start the protection of the leads: who decided what, or the ways to decide. */
export function Backdating({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const session = useSession();
  const [asking, setAsking] = useState<'approval' | 'refusal' | null>(null);
  if (of.backdating) {
    const { state, by, at, reason } = of.backdating;
    return (
      <section className="import-backdating">
        <h2>{t('backdating.title')}</h2>
        <p>
          {t(`backdating.${state}`)}{' '}
          <span className="rl-quiet">
            {by} · <Time at={at} as="exact" />
            {reason && ` · ${reason}`}
          </span>
        </p>
      </section>
    );
  }
  if (of.state !== 'DONE' || of.datedLeads === 0) return null;
  return (
    <section className="import-backdating">
      <h2>{t('backdating.title')}</h2>
      <p>{t('backdating.open', { count: of.datedLeads, shown: format.number(of.datedLeads) })}</p>
      {may(session, 'leads.clock') && (
        <div className="form-acts">
          <Button variant="default" onClick={() => setAsking('approval')}>
            {t('backdating.approve')}
          </Button>
          <Button variant="subtle" onClick={() => setAsking('refusal')}>
            {t('backdating.refuse')}
          </Button>
        </div>
      )}
      {asking && <Decision of={of} decision={asking} onClose={() => setAsking(null)} />}
    </section>
  );
}

interface DecisionProps {
  of: ImportView;
  decision: 'approval' | 'refusal';
  onClose: () => void;
}

function Decision({ of, decision, onClose }: DecisionProps) {
  const { t } = useTranslation('imports');
  const parts = useTranslation('parts').t;
  const { run, busy, error } = useImportAct(of.id);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const act = t(decision === 'approval' ? 'backdating.approve' : 'backdating.refuse');
  return (
    <Dialog opened onClose={onClose} title={act}>
      <form
        className="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const isShort = reason.trim().length < REASON_LENGTH;
          setMissing(isShort);
          if (!isShort)
            void run(() => decideBackdating(of.id, decision, reason.trim())).then(
              (done) => done && onClose(),
            );
        }}
      >
        <p>{t(decision === 'approval' ? 'backdating.approveText' : 'backdating.refuseText')}</p>
        <Textarea
          label={t('backdating.reason')}
          error={missing ? t('backdating.reasonShort') : null}
          rows={3}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {error !== null && <ProblemBox error={error} />}
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {act}
          </Button>
          <Button variant="default" onClick={onClose}>
            {parts('cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
