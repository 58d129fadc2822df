import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { Problem } from '../core/problem';
import { toast } from '../core/toast';
import {
  beginDraft,
  type Body,
  discardDraft,
  type Locale,
  saveDraft,
  templateKeys,
  type TemplateRow,
  tryVersion,
  type VersionView,
  versionQuery,
} from './templates.queries';

export type Bodies = Readonly<Partial<Record<Locale, Body>>>;
type Act = 'save' | 'trial' | 'begin' | 'discard';

const draftKey = ({ id }: VersionView) => `template.${id}`;

/** What is typed into a version, kept through reloads, and everything that can be done with it. */
export function useEditing(version: VersionView, template: TemplateRow) {
  const { t } = useTranslation('templates');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const kept = readDraft(draftKey(version)) as Bodies | null;
  const [bodies, setBodies] = useState<Bodies>(kept ?? version.bodies);
  const [changed, setChanged] = useState(kept !== null);
  const [busy, setBusy] = useState<Act | null>(null);
  const [error, setError] = useState<unknown>(null);
  const draft = template.versions.find(({ state }) => state === 'draft');

  const doing = async (act: Act, run: () => Promise<void>) => {
    setBusy(act);
    setError(null);
    try {
      await run();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(null);
    }
  };
  const open = (templateId: string, number: number) =>
    navigate({ to: '/templates/$id/v/$n', params: { id: templateId, n: String(number) } });
  const stored = async (next: VersionView) => {
    dropDraft(draftKey(version));
    queries.setQueryData(versionQuery(next.id).queryKey, next);
    await queries.invalidateQueries({ queryKey: templateKeys.list });
  };
  const write = (target: () => Promise<VersionView>) =>
    doing('save', async () => {
      const { de, en } = bodies;
      if (!de) return;
      await stored(await saveDraft(await target(), { de, ...(en && { en }) }));
      setChanged(false);
      toast(t('saved'));
    });
  const theirs = () => queries.query({ ...versionQuery(version.id), staleTime: 0 });

  return {
    /** Names what is kept. */
    form: draftKey(version),
    bodies,
    changed,
    busy,
    error,
    isStale: error instanceof Problem && error.kind === 'stale-version',
    draftNumber: draft?.number ?? null,
    mayDiscard: template.versions.length > 1,
    change: (locale: Locale, body: Body) => {
      const next = { ...bodies, [locale]: body };
      setBodies(next);
      setChanged(true);
      keepDraft(draftKey(version), next);
    },
    save: () => write(() => Promise.resolve(version)),
    keepMine: () => write(theirs),
    takeTheirs: () =>
      doing('save', async () => {
        const next = await theirs();
        setBodies(next.bodies);
        setChanged(false);
        await stored(next);
      }),
    tryOut: (locale: Locale) =>
      doing('trial', async () => {
        await tryVersion(version.id, locale);
        toast(t('tried'));
      }),
    /** Goes to the draft there is, or begins one with this text. */
    begin: () =>
      doing('begin', async () => {
        if (draft) {
          await open(template.id, draft.number);
          return;
        }
        const made = await beginDraft(template.id, version.id);
        await stored(made);
        await open(template.id, made.number);
      }),
    discard: () =>
      doing('discard', async () => {
        await discardDraft(version.id);
        dropDraft(draftKey(version));
        const left = template.versions.filter(({ id }) => id !== version.id);
        const next = left.find(({ state }) => state === 'published') ?? left[0];
        if (next) await open(template.id, next.number);
        await queries.invalidateQueries({ queryKey: templateKeys.list });
        toast(t('discarded'));
      }),
  };
}
