import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { toast } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { useFormat } from '../core/use-format';
import { ProblemBox } from '../parts/problem-box';
import { ProgressBar } from '../parts/progress-bar';
import { useImportAct } from './import-act.panel';
import { callOffReversal, type ImportView, revertImport } from './imports.queries';

/** Takes the import back; nothing happens for as long as the toast offers to undo it. */
export function RevertButton({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const { run, busy, error } = useImportAct(of.id);
  const [intent, setIntent] = useState(randomId);
  const revert = async () => {
    if (!(await run(() => revertImport(of.id, intent)))) return;
    const id = `import-reverted-${of.id}`;
    offerUndo(
      id,
      () => void run(() => callOffReversal(of.id)).then((done) => done && setIntent(randomId())),
    );
    toast(
      <span className="undo">
        {t('reversal.begun', { file: of.fileName })}
        <Button variant="subtle" size="compact-sm" onClick={undoLast}>
          {t('reversal.undo')}
        </Button>
      </span>,
      id,
    );
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        loading={busy}
        onClick={() => void revert()}
      >
        {t('reversal.act')}
      </Button>
      {error !== null && <ProblemBox error={error} />}
    </>
  );
}

/** How far a reversal is, and what stayed. */
export function ReversalReport({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { reversal } = of;
  if (!reversal) return null;
  const { reverted, kept } = reversal;
  const { created } = of.progress;
  if (of.state === 'REVERTING')
    return (
      <>
        <ProgressBar
          label={t('reversal.running')}
          value={created === 0 ? null : (reverted + kept) / created}
          text={t('run.progress', {
            done: format.number(reverted + kept),
            total: format.number(created),
          })}
        />
        <p className="rl-quiet">{t('reversal.soon')}</p>
      </>
    );
  return (
    <>
      <p>{t('reversal.done', { count: reverted, shown: format.number(reverted) })}</p>
      {kept > 0 && (
        <p>
          {t('reversal.kept', { count: kept, shown: format.number(kept) })}{' '}
          <Link
            to="/leads/imports/$id"
            params={{ id: of.id }}
            search={{ step: 'preview', kept: 'true' }}
            activeProps={{}}
          >
            {t('reversal.look')}
          </Link>
        </p>
      )}
    </>
  );
}
