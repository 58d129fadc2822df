import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ProblemBox } from '../parts/problem-box';
import { ProgressBar } from '../parts/progress-bar';
import { Empty } from '../parts/state-view';
import { useImportAct } from './import-act.panel';
import type { ImportSearch } from './imports-search.queries';
import {
  changeImport,
  COUNT_FROM,
  type CountFrom,
  executeImport,
  type ImportView,
  isOpen,
  territoriesQuery,
} from './imports.queries';
import { RowsPanel } from './rows.panel';

interface PreviewProps {
  of: ImportView;
  search: ImportSearch;
  go: (search: ImportSearch) => void;
  mayImport: boolean;
  onStarted: () => void;
}

/** What each row becomes, before anything happens; later what became of it. */
export function PreviewPanel({ of, search, go, mayImport, onStarted }: PreviewProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (of.state === 'UPLOADING' || of.state === 'MAPPING')
    return <Empty title={t('preview.unmapped')} action={<ToMapping id={of.id} primary />} />;
  if (of.state === 'ANALYSING')
    return (
      <section className="card import-work">
        <ProgressBar
          label={t('preview.checking')}
          value={of.rows === 0 ? null : of.progress.previewed / of.rows}
          text={t('preview.progress', {
            done: format.number(of.progress.previewed),
            total: format.number(of.rows),
          })}
        />
        <p className="rl-quiet">{t('preview.leave')}</p>
      </section>
    );
  return (
    <>
      {of.state === 'READY' && mayImport && <Start of={of} onStarted={onStarted} />}
      <RowsPanel of={of} search={search} go={go} />
    </>
  );
}

function ToMapping({ id, primary = false }: { id: string; primary?: boolean }) {
  const { t } = useTranslation('imports');
  return (
    <Button
      variant={primary ? 'filled' : 'default'}
      renderRoot={(props) => (
        <Link to="/leads/imports/$id" params={{ id }} search={{ step: 'mapping' }} {...props} />
      )}
    >
      {t(primary ? 'preview.toMapping' : 'preview.adjust')}
    </Button>
  );
}

/** The last look before leads are made: what follow-ups count from, and the act. */
function Start({ of, onStarted }: { of: ImportView; onStarted: () => void }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { run, busy, error } = useImportAct(of.id);
  const [intent] = useState(randomId);
  const { create, duplicates } = of.counts;
  const foreign = of.reasons['territory_not_allowed'] ?? 0;
  const { territories } = useSession().user;
  const known = useQuery(territoriesQuery).data?.items ?? [];
  const names = territories.map((code) => known.find((one) => one.code === code)?.name ?? code);
  const start = async () => {
    if (await run(() => executeImport(of.id, intent))) onStarted();
  };
  return (
    <section className="card import-start">
      {of.needsApproval && (
        <p className="import-warning">
          {t('preview.approval', { rate: format.rate(duplicates / of.rows) })}
        </p>
      )}
      {foreign > 0 && (
        <p className="import-warning">
          {t('preview.foreign', {
            count: foreign,
            shown: format.number(foreign),
            places: names.join(', ') || t('preview.noPlace'),
          })}
        </p>
      )}
      {create === 0 && (
        <div>
          <p className="import-strong">{t('preview.nothing')}</p>
          <p className="rl-quiet">{t('preview.nothingText')}</p>
        </div>
      )}
      {create > 0 && <CountFromSelect of={of} />}
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        {create > 0 && (
          <Button loading={busy} onClick={() => void start()}>
            {of.needsApproval
              ? t('preview.ask')
              : t('preview.create', { count: create, shown: format.number(create) })}
          </Button>
        )}
        <ToMapping id={of.id} />
      </div>
    </section>
  );
}

function CountFromSelect({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const { run, busy, error } = useImportAct(of.id);
  const hasDate = of.mapping.includes('knownSince');
  const choices = COUNT_FROM.filter(
    (value) => value !== 'registered' || hasDate || of.countFrom === value,
  );
  return (
    <>
      <Select
        className="import-anchor"
        label={t('preview.countFrom')}
        description={t(`preview.anchorHelp.${of.countFrom}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={choices.map((value) => ({ value, label: t(`preview.anchors.${value}`) }))}
        value={of.countFrom}
        onChange={(value) => void run(() => changeImport(of.id, { countFrom: value as CountFrom }))}
        allowDeselect={false}
        disabled={busy || !isOpen(of.state)}
      />
      {error !== null && <ProblemBox error={error} />}
    </>
  );
}
