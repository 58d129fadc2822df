import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { importRowQuery, type ImportRow, type ImportView } from './imports.queries';
import { noteTexts, OutcomeTag, reasonText } from './rows.columns';

/** One row whole: what becomes of it and why, and every cell with what it means. */
export function RowDetail({ of, row }: { of: ImportView; row: string }) {
  const { t } = useTranslation('imports');
  const query = useQuery(importRowQuery(of.id, row, of.state));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={6} />} right={t('rights.read')}>
      {(found) => (found ? <Detail of={of} row={found} /> : <Empty title={t('rows.none')} />)}
    </QueryView>
  );
}

function Detail({ of, row }: { of: ImportView; row: ImportRow }) {
  const { t } = useTranslation('imports');
  const reason = reasonText(t, of, row);
  const lead = row.leadId ?? row.duplicateOf?.leadId ?? null;
  const columns = Math.max(of.header.length, row.cells.length);
  return (
    <div className="row-detail">
      <p>
        <OutcomeTag row={row} t={t} />
      </p>
      {reason && <p>{reason}</p>}
      {row.notes.length > 0 && (
        <ul className="row-notes" aria-label={t('preview.notes')}>
          {noteTexts(t, row).map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {lead && (
        <div>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/leads/$id" params={{ id: lead }} {...props} />}
          >
            {t(row.leadId ? 'rows.openLead' : 'rows.openDuplicate')}
          </Button>
        </div>
      )}
      <dl className="row-cells" aria-label={t('rows.cells')}>
        {Array.from({ length: columns }, (_, at) => {
          const field = of.mapping[at] ?? null;
          const isFault = row.field !== null && row.field === field;
          return (
            <div key={at} data-fault={isFault || undefined}>
              <dt>
                {of.header[at] || t('mapping.unnamed', { number: at + 1 })}
                <span className="rl-quiet">{field ? t(`fields.${field}`) : t('rows.ignored')}</span>
              </dt>
              <dd>{row.cells[at]?.trim() ? row.cells[at] : <Unknown />}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
