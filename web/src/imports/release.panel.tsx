import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { randomId } from '../core/ids';
import { useFormat } from '../core/use-format';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { useImportAct } from './import-act.panel';
import { approveImport, type ImportView } from './imports.queries';

/** A manager lets an import with many duplicates run; asked first, because leads come of it. */
export function Release({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const parts = useTranslation('parts').t;
  const format = useFormat();
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const { run, busy, error } = useImportAct(of.id);
  const [asking, setAsking] = useState(false);
  const [intent] = useState(randomId);
  const close = () => setAsking(false);
  const { create } = of.counts;
  const owner = colleagues.find(({ id }) => id === of.ownerId)?.name ?? of.createdByName ?? '';
  return (
    <>
      {of.createdByName && <p>{t('run.askedBy', { name: of.createdByName })}</p>}
      <div className="form-acts">
        <Button onClick={() => setAsking(true)}>{t('run.release')}</Button>
      </div>
      <Dialog opened={asking} onClose={close} title={t('run.releaseTitle')}>
        <form
          className="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            void run(() => approveImport(of.id, intent)).then((done) => done && close());
          }}
        >
          <p>{t('run.releaseText', { count: create, shown: format.number(create), owner })}</p>
          {error !== null && <ProblemBox error={error} />}
          <div className="form-acts">
            <Button type="submit" loading={busy} data-autofocus>
              {t('run.release')}
            </Button>
            <Button variant="default" onClick={close}>
              {parts('cancel')}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
