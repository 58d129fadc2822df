import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FactStrip } from '../parts/facts';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { ImportSearch } from './imports-search.queries';
import { type ImportView } from './imports.queries';
import { Backdating } from './backdating.panel';
import { RevertButton } from './reversal.panel';
import { ErrorRows } from './rows.panel';

/** The figures of an import and the ways on from here. */
export function Report({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const session = useSession();
  const isOver = of.state === 'DONE' || of.state === 'FAILED' || of.state === 'REVERTED';
  return (
    <>
      <Figures of={of} />
      <Facts of={of} />
      <div className="form-acts">
        {of.progress.created > 0 && of.state !== 'REVERTED' && (
          <Button
            renderRoot={(props) => (
              <Link to="/leads" search={{ view: 'all', import: [of.id] }} {...props} />
            )}
          >
            {t('run.openLeads')}
          </Button>
        )}
        <Button variant="default" renderRoot={(props) => <Rows id={of.id} {...props} />}>
          {t('run.rows')}
        </Button>
        {of.counts.skip + of.counts.fail > 0 && <ErrorRows id={of.id} />}
        {isOver && may(session, 'leads.import') && (
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/leads/imports/new" {...props} />}
          >
            {t('run.another')}
          </Button>
        )}
        {of.state === 'DONE' &&
          of.progress.created > 0 &&
          of.backdating?.state !== 'running' &&
          may(session, 'leads.import') && <RevertButton of={of} />}
      </div>
      <Backdating of={of} />
    </>
  );
}

const Rows = ({
  id,
  search,
  ...props
}: {
  id: string;
  search?: ImportSearch;
  className?: string;
}) => (
  <Link
    to="/leads/imports/$id"
    params={{ id }}
    search={{ ...search, step: 'preview' }}
    activeProps={{}}
    {...props}
  />
);

/** Each figure opens the rows that it counts. */
function Figures({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const figures = [
    { label: t('run.created'), value: of.progress.created, search: { outcome: 'create' } },
    { label: t('run.skipped'), value: of.counts.skip, search: { outcome: 'skip' } },
    { label: t('run.failedRows'), value: of.counts.fail, search: { outcome: 'fail' } },
  ] as const;
  return (
    <ul className="import-figures">
      {figures.map(({ label, value, search }) => (
        <li key={label}>
          <Link
            to="/leads/imports/$id"
            params={{ id: of.id }}
            search={{ ...search, step: 'preview' }}
            className="import-figure"
            activeProps={{}}
          >
            <span className="rl-quiet">{label}</span>
            <span className="rl-num">{format.number(value)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Facts({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const nameOf = (id: string) =>
    (id === of.createdBy ? of.createdByName : null) ??
    colleagues.find((colleague) => colleague.id === id)?.name ?? <Unknown />;
  return (
    <FactStrip
      facts={[
        { label: t('run.anchor'), value: t(`preview.anchors.${of.countFrom}`) },
        { label: t('run.owner'), value: nameOf(of.ownerId) },
        ...(of.approvedBy ? [{ label: t('run.approvedBy'), value: nameOf(of.approvedBy) }] : []),
        ...(of.finishedAt
          ? [{ label: t('run.at'), value: <Time at={of.finishedAt} as="exact" /> }]
          : []),
      ]}
    />
  );
}
