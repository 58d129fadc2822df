import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { ProblemBox } from '../parts/problem-box';
import { Empty } from '../parts/state-view';
import { useUnsaved } from '../parts/unsaved';
import { Findings } from './findings.panel';
import { Preview } from './preview.panel';
import { PublishDialog } from './publish.form';
import { TextFields } from './text-fields.form';
import { type Locale, letterQuery, type TemplateRow, type VersionView } from './templates.queries';
import { useEditing } from './editing.queries';
import { usePause } from './pause.queries';
import { Versions } from './versions.panel';

const TYPING_MS = 400;

interface EditorProps {
  template: TemplateRow;
  version: VersionView;
  locale: Locale;
  page: Omit<ComponentProps<typeof Page>, 'children' | 'actions'>;
}

/** The text on the left, what it says on the right; what is typed is previewed before it is saved. */
export function Editor({ template, version, locale, page }: EditorProps) {
  const session = useSession();
  const editing = useEditing(version, template);
  useUnsaved(editing.changed, [editing.form]);
  const [publishing, setPublishing] = useState(false);
  const [lead, setLead] = useState<string | null>(null);
  const mayEdit = may(session, 'templates.edit');
  const isDraft = version.state === 'draft';
  const body = editing.bodies[locale];
  const settled = usePause(body, TYPING_MS);
  const letter = useQuery({
    ...letterQuery(version.id, {
      body: settled ?? { subject: '', html: '', plain: '' },
      locale,
      lead,
    }),
    enabled: settled !== undefined,
  });
  return (
    <Page
      {...page}
      actions={
        mayEdit && (
          <Acts
            editing={editing}
            isDraft={isDraft}
            locale={locale}
            hasBody={body !== undefined}
            onPublish={() => setPublishing(true)}
          />
        )
      }
    >
      <div className="page-body template">
        {editing.error !== null && (
          <ProblemBox error={editing.error}>
            {editing.isStale && <Stale editing={editing} />}
          </ProblemBox>
        )}
        {body === undefined ? (
          <MissingText editing={editing} locale={locale} editable={mayEdit && isDraft} />
        ) : (
          <div className="template-columns">
            <div className="template-text">
              <TextFields
                body={body}
                editable={mayEdit && isDraft}
                onChange={(next) => editing.change(locale, next)}
              />
            </div>
            <div className="template-side">
              <Findings findings={letter.data?.findings} />
              <Preview letter={letter} lead={lead} onLead={setLead} />
              <Versions template={template} version={version} body={body} locale={locale} />
            </div>
          </div>
        )}
      </div>
      <PublishDialog
        opened={publishing}
        onClose={() => setPublishing(false)}
        version={version}
        userId={session.user.id}
      />
    </Page>
  );
}

type Editing = ReturnType<typeof useEditing>;

interface ActsProps {
  editing: Editing;
  isDraft: boolean;
  locale: Locale;
  hasBody: boolean;
  onPublish: () => void;
}

function Acts({ editing, isDraft, locale, hasBody, onPublish }: ActsProps): ReactNode {
  const { t } = useTranslation('templates');
  const { changed, busy } = editing;
  const trial = (
    <Button
      variant="default"
      disabled={changed || !hasBody}
      title={changed ? t('trialAfterSave') : undefined}
      loading={busy === 'trial'}
      onClick={() => void editing.tryOut(locale)}
    >
      {t('trial')}
    </Button>
  );
  if (!isDraft)
    return (
      <>
        {trial}
        <Button loading={busy === 'begin'} onClick={() => void editing.begin()}>
          {editing.draftNumber === null
            ? t('begin')
            : t('toDraft', { number: editing.draftNumber })}
        </Button>
      </>
    );
  return (
    <>
      {editing.mayDiscard && (
        <Button
          variant="subtle"
          color="gray"
          loading={busy === 'discard'}
          onClick={() => void editing.discard()}
        >
          {t('discard')}
        </Button>
      )}
      {trial}
      {changed ? (
        <Button loading={busy === 'save'} onClick={() => void editing.save()}>
          {t('save')}
        </Button>
      ) : (
        <Button onClick={onPublish}>{t('publish.open')}</Button>
      )}
    </>
  );
}

/** Somebody saved in between: one of the two texts stays. */
function Stale({ editing }: { editing: Editing }) {
  const { t } = useTranslation('templates');
  return (
    <>
      <p>{t('stale')}</p>
      <div className="form-acts">
        <Button size="xs" onClick={() => void editing.keepMine()}>
          {t('keepMine')}
        </Button>
        <Button size="xs" variant="default" onClick={() => void editing.takeTheirs()}>
          {t('takeTheirs')}
        </Button>
      </div>
    </>
  );
}

function MissingText({
  editing,
  locale,
  editable,
}: {
  editing: Editing;
  locale: Locale;
  editable: boolean;
}) {
  const { t } = useTranslation('templates');
  const { de } = editing.bodies;
  return (
    <Empty
      title={t('missing')}
      text={t('missingText')}
      action={
        editable &&
        de && (
          <Button variant="default" onClick={() => editing.change(locale, de)}>
            {t('missingAct')}
          </Button>
        )
      }
    />
  );
}
