import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { FactStrip } from '../parts/facts';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { ImportView } from './imports.queries';

const DELIMITERS = { ';': 'semicolon', ',': 'comma', '\t': 'tab' } as const;

/** The file of an import: what was found in it. */
export function FilePanel({ of, mayImport }: { of: ImportView; mayImport: boolean }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { id, encoding, delimiter } = of;
  return (
    <section className="card import-file">
      <p>{t('file.kept')}</p>
      <FactStrip
        facts={[
          { label: t('file.name'), value: of.fileName },
          { label: t('file.rows'), value: format.number(of.rows) },
          { label: t('file.columns'), value: format.number(of.header.length) },
          ...(of.format === 'xlsx'
            ? [{ label: t('file.format'), value: t('formats.xlsx') }]
            : [
                {
                  label: t('file.encoding'),
                  value: encoding ? t(`encodings.${encoding}`) : <Unknown />,
                },
                {
                  label: t('file.delimiter'),
                  value: delimiter ? t(`delimiters.${DELIMITERS[delimiter]}`) : <Unknown />,
                },
              ]),
          { label: t('file.by'), value: of.createdByName ?? <Unknown /> },
          { label: t('file.at'), value: <Time at={of.createdAt} as="exact" /> },
        ]}
      />
      <div className="form-acts">
        <Button
          renderRoot={(props) => (
            <Link to="/leads/imports/$id" params={{ id }} search={{ step: 'mapping' }} {...props} />
          )}
        >
          {t('file.next')}
        </Button>
        {mayImport && (
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/leads/imports/new" {...props} />}
          >
            {t('file.other')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Name, size and what was detected, on one line. */
export function FileFacts({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  return (
    <>
      {[
        t('facts.rows', { count: of.rows, shown: format.number(of.rows) }),
        of.format === 'xlsx' && t('formats.xlsx'),
        of.encoding && t(`encodings.${of.encoding}`),
        of.delimiter && t(`delimiters.${DELIMITERS[of.delimiter]}`),
        of.createdByName,
      ]
        .filter(Boolean)
        .join(' · ')}
    </>
  );
}
