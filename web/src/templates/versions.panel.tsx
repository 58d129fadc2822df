import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { diffLines, folded } from '../core/diff';
import { SideDrawer } from '../parts/dialog';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { VersionState } from './template-state.panel';
import {
  type Body,
  type Locale,
  type TemplateRow,
  type VersionRow,
  type VersionView,
  versionQuery,
} from './templates.queries';

interface VersionsProps {
  template: TemplateRow;
  version: VersionView;
  /** As it stands on screen, saved or not. */
  body: Body;
  locale: Locale;
}

/** All versions, each with the way to it and its difference to the one on screen. */
export function Versions({ template, version, body, locale }: VersionsProps) {
  const { t } = useTranslation('templates');
  const [compared, setCompared] = useState<VersionRow | null>(null);
  return (
    <section className="card" aria-labelledby="template-versions">
      <div className="card-head">
        <h2 id="template-versions">{t('versions.title')}</h2>
      </div>
      <ol className="template-versions">
        {template.versions.map((one) => (
          <li key={one.id} aria-current={one.id === version.id ? 'true' : undefined}>
            <Link
              to="/templates/$id/v/$n"
              params={{ id: template.id, n: String(one.number) }}
              className="template-version"
            >
              <VersionState version={one} />
            </Link>
            <span className="rl-quiet">
              <Time at={one.publishedAt ?? one.editedAt} as="moment" />
              {' · '}
              {one.publishedByName ?? one.editedByName ?? t('shipped')}
            </span>
            {one.id !== version.id && (
              <Button size="compact-xs" variant="subtle" onClick={() => setCompared(one)}>
                {t('versions.diff')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <SideDrawer
        opened={compared !== null}
        onClose={() => setCompared(null)}
        size={720}
        title={t('versions.diffTitle', {
          before: Math.min(compared?.number ?? 0, version.number),
          after: Math.max(compared?.number ?? 0, version.number),
        })}
      >
        {compared && (
          <Difference other={compared} shown={version.number} body={body} locale={locale} />
        )}
      </SideDrawer>
    </section>
  );
}

const PARTS = ['subject', 'html', 'plain'] as const;

function Difference({
  other,
  shown,
  body,
  locale,
}: {
  other: VersionRow;
  shown: number;
  body: Body;
  locale: Locale;
}) {
  const { t } = useTranslation('templates');
  const [part, setPart] = useState<keyof Body>('html');
  const query = useQuery(versionQuery(other.id));
  return (
    <div className="template-difference">
      <SegmentedControl
        size="xs"
        aria-label={t('versions.part')}
        data={PARTS.map((value) => ({ value, label: t(`field.${value}`) }))}
        value={part}
        onChange={(value) => setPart(PARTS.find((known) => known === value) ?? part)}
      />
      <QueryView query={query} skeleton={<Skeleton rows={6} />}>
        {(loaded) => {
          const theirs = loaded.bodies[locale]?.[part] ?? '';
          const mine = body[part];
          return loaded.number < shown ? (
            <Lines before={theirs} after={mine} />
          ) : (
            <Lines before={mine} after={theirs} />
          );
        }}
      </QueryView>
    </div>
  );
}

function Lines({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('templates');
  if (before === after) return <p className="rl-quiet">{t('versions.same')}</p>;
  return (
    <ol className="template-diff">
      {folded(diffLines(before, after)).map((line, at) =>
        'gap' in line ? (
          <li key={at} className="rl-quiet">
            {t('versions.gap', { count: line.gap })}
          </li>
        ) : (
          <li key={at} data-kind={line.kind}>
            {line.kind !== 'same' && (
              <span className="rl-hidden">{t(`versions.${line.kind}`)} </span>
            )}
            {line.text}
          </li>
        ),
      )}
    </ol>
  );
}
