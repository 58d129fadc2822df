import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { changesOf } from './audit-changes.queries';
import type { AuditRow } from './audit.queries';

export function Seal({ sealed }: { sealed: boolean }) {
  const { t } = useTranslation('audit');
  return sealed ? (
    <Tag tone="good" icon="check" quiet>
      {t('sealed')}
    </Tag>
  ) : (
    <Tag tone="idle" icon="clock" quiet>
      {t('unsealed')}
    </Tag>
  );
}

/** What an act is called; its code where this version of the screens does not know it. */
export function useActWords(): (act: string) => string {
  const { t } = useTranslation('audit');
  return (act) =>
    t(`acts.${act.replaceAll('.', '/')}` as 'acts.leads/assign', { defaultValue: act });
}

export function useActor(): (row: AuditRow) => string {
  const { t } = useTranslation('audit');
  return ({ actor: { kind, id, name } }) =>
    name ?? (kind === 'system' ? t('system', { part: id }) : t('unknownPerson'));
}

const written = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 1);

/** One act: who, when, from where, and each field before and after. */
export function AuditEntry({ row }: { row: AuditRow }) {
  const { t } = useTranslation('audit');
  const actor = useActor();
  const changes = changesOf(row);
  const words = useActWords();
  const facts = [
    ['act', `${words(row.act)} (${row.act})`],
    ['when', <Time key="at" at={row.doneAt} as="exact" />],
    ['who', `${actor(row)} · ${row.role}`],
    ['why', row.why ?? <Unknown />],
    ['subject', row.subjectId ?? <Unknown />],
    ['address', row.address ?? <Unknown />],
    ['request', row.requestId ?? <Unknown />],
    ['seal', <Seal key="seal" sealed={row.sealed} />],
  ] as const;
  return (
    <div className="audit-entry">
      <dl className="setting-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {row.subjectId !== null && (
        <div>
          <Button
            variant="default"
            size="xs"
            renderRoot={(props) => (
              <Link to="/admin/audit" search={{ subject: row.subjectId ?? undefined }} {...props} />
            )}
          >
            {t('sameSubject')}
          </Button>
        </div>
      )}
      {changes.length === 0 ? (
        <p className="rl-quiet">{t('noChange')}</p>
      ) : (
        <div className="audit-scroll" role="region" aria-label={t('changes')} tabIndex={0}>
          <table className="audit-changes" aria-label={t('changes')}>
            <thead>
              <tr>
                <th scope="col">{t('field')}</th>
                <th scope="col">{t('before')}</th>
                <th scope="col">{t('after')}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ field, before, after, isChanged }) => (
                <tr key={field} data-changed={isChanged || undefined}>
                  <th scope="row">{field || t('value')}</th>
                  <td>{before === undefined ? <Unknown /> : written(before)}</td>
                  <td>{after === undefined ? <Unknown /> : written(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
