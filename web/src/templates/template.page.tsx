import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Editor } from './editor.form';
import { Audience, VersionState } from './template-state.panel';
import {
  LOCALES,
  type Locale,
  type TemplateRow,
  templatesQuery,
  type VersionView,
  versionQuery,
} from './templates.queries';
import './templates.css';

const route = getRouteApi('/app/templates/$id/v/$n');

/** One version of a template: its text, what it says to somebody, and the versions beside it. */
export function TemplatePage() {
  const { t } = useTranslation('templates');
  const { id, n } = route.useParams();
  const session = useSession();
  const query = useQuery({ ...templatesQuery, enabled: may(session, 'templates.read') });
  if (!may(session, 'templates.read')) return <NoRight right={t('right')} />;
  return (
    <QueryView query={query} skeleton={<Skeleton rows={12} />} right={t('right')}>
      {({ items }) => {
        const template = items.find((one) => one.id === id);
        const version = template?.versions.find(({ number }) => String(number) === n);
        return template && version ? (
          <Version key={version.id} template={template} versionId={version.id} />
        ) : (
          <Page title={t('title')} crumbs={<Crumbs />}>
            <Empty title={t('gone')} text={t('goneText')} />
          </Page>
        );
      }}
    </QueryView>
  );
}

function Crumbs() {
  const { t } = useTranslation('templates');
  return (
    <nav aria-label={t('crumbs')}>
      <ol className="crumbs">
        <li>
          <Link to="/templates">{t('title')}</Link>
        </li>
      </ol>
    </nav>
  );
}

function Version({ template, versionId }: { template: TemplateRow; versionId: string }) {
  const query = useQuery(versionQuery(versionId));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={12} />}>
      {(version) => <Loaded template={template} version={version} />}
    </QueryView>
  );
}

function Loaded({ template, version }: { template: TemplateRow; version: VersionView }) {
  const { t } = useTranslation('templates');
  const names = useNames();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const locale: Locale = search.locale ?? 'de';
  const { editedByName } = version;
  return (
    <Editor
      template={template}
      version={version}
      locale={locale}
      page={{
        title: names.template(template.key),
        area: t('title'),
        crumbs: <Crumbs />,
        beside: <VersionState version={version} />,
        sub: (
          <>
            {names.purpose(template.purpose)} · <Audience template={template} /> ·{' '}
            {editedByName ? t('by', { name: editedByName }) : t('shipped')}
          </>
        ),
        below: (
          <div className="template-bar">
            <SegmentedControl
              size="xs"
              aria-label={t('language')}
              data={LOCALES.map((value) => ({ value, label: t(`locale.${value}`) }))}
              value={locale}
              onChange={(next) =>
                void navigate({
                  search: { ...search, locale: next === 'en' ? 'en' : undefined },
                  replace: true,
                })
              }
            />
          </div>
        ),
      }}
    />
  );
}
