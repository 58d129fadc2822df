import { ActionIcon, Button, Checkbox, Menu, TextInput } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { useIntent } from '../core/use-intent';
import { ActDialog } from '../parts/act-dialog';
import { UndoLine } from '../parts/undo-line';
import {
  columnsToKeep,
  isChanged,
  type LeadList,
  type LeadsSearch,
  type SavedView,
} from './leads.queries';
import { changeView, keepView, removeView, saveView } from './saved-views.queries';

interface ViewActsProps {
  search: LeadsSearch;
  list: LeadList;
  saved: SavedView | null;
  onDiscard: () => void;
  /** Another view, by its id; undefined for the first one. */
  onView: (id: string | undefined) => void;
}

type Open = 'new' | 'rename';

/** What can be done with the view that is open: keep what differs, name, share and remove it. */
export function ViewActs({ search, list, saved, onDiscard, onView }: ViewActsProps) {
  const { t } = useTranslation('lead-lists');
  const session = useSession();
  const acts = useViewActs(onView);
  const [open, setOpen] = useState<Open | null>(null);
  const mayWrite = may(session, 'leads.write');
  const isOther = isChanged(search, saved);
  const isNew = isOther || (saved === null && search.q !== undefined);
  const wanted = {
    filter: list.filter,
    sort: list.sort,
    columns: columnsToKeep(search, saved),
  };
  return (
    <>
      {isOther && <span>{t('views.changed')}</span>}
      {isOther && saved?.own === true && (
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => void acts.change(saved, wanted, t('views.saved', { name: saved.name }))}
        >
          {t('views.save')}
        </Button>
      )}
      {isNew && mayWrite && (
        <Button variant="subtle" size="compact-sm" onClick={() => setOpen('new')}>
          {t(saved ? 'views.saveAsNew' : 'views.saveAs')}
        </Button>
      )}
      {isOther && (
        <Button variant="subtle" size="compact-sm" onClick={onDiscard}>
          {t('views.discard')}
        </Button>
      )}
      {saved?.own === true && (
        <ViewMenu view={saved} onRename={() => setOpen('rename')} acts={acts} />
      )}
      {open === 'new' && (
        <ViewDialog
          title={t('views.saveTitle')}
          audience="own"
          onClose={() => setOpen(null)}
          run={(kept, intent) => acts.save({ ...kept, ...wanted }, intent)}
        />
      )}
      {open === 'rename' && saved && (
        <ViewDialog
          title={t('views.renameTitle')}
          name={saved.name}
          audience={saved.audience}
          onClose={() => setOpen(null)}
          run={(kept) => acts.rename(saved, kept)}
        />
      )}
    </>
  );
}

interface ViewMenuProps {
  view: SavedView;
  onRename: () => void;
  acts: ReturnType<typeof useViewActs>;
}

function ViewMenu({ view, onRename, acts }: ViewMenuProps) {
  const { t } = useTranslation('lead-lists');
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t('views.more', { name: view.name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onRename}>{t('views.rename')}</Menu.Item>
        <Menu.Item onClick={() => void acts.remove(view)}>{t('views.remove')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type Kept = Pick<SavedView, 'name' | 'audience'>;

interface ViewDialogProps {
  title: string;
  name?: string;
  audience: SavedView['audience'];
  onClose: () => void;
  run: (kept: Kept, intent: string) => Promise<void>;
}

/** Asks for the name and whom it is for; who is in no team shares with everybody. */
function ViewDialog({ title, name: before = '', audience, onClose, run }: ViewDialogProps) {
  const { t } = useTranslation('lead-lists');
  const { scope } = useSession();
  const { intent, answered } = useIntent();
  const [name, setName] = useState(before);
  const [isShared, setShared] = useState(audience !== 'own');
  const others = scope.kind === 'all' ? 'all' : 'team';
  const keep = async () => {
    try {
      await run({ name: name.trim(), audience: isShared ? others : 'own' }, intent);
      answered();
    } catch (error) {
      answered(error);
      throw error;
    }
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={title}
      act={t('views.save')}
      check={() => (name.trim() === '' ? t('views.nameMissing') : null)}
      run={keep}
    >
      {(missing) => (
        <>
          <TextInput
            label={t('views.name')}
            error={missing}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox
            label={t(`views.for.${others}`)}
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        </>
      )}
    </ActDialog>
  );
}

/** Each with the request that takes it back. */
function useViewActs(onView: (id: string | undefined) => void) {
  const { t } = useTranslation('lead-lists');
  const parts = useTranslation('parts').t;
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const said = (text: string, id: string, undo: () => Promise<void>) => {
    offerUndo(id, () => void undo().catch((error: unknown) => toastProblem(core, error)));
    toast(<UndoLine text={text} act={parts('undo')} onUndo={undoLast} />, id);
  };
  const save = async (view: Parameters<typeof saveView>[0], intent: string) => {
    const saved = await saveView(view, intent);
    keepView(queries, saved.id, saved);
    onView(saved.id);
  };
  const write = async (view: SavedView, change: Parameters<typeof changeView>[1]) => {
    const saved = await changeView(view, change);
    keepView(queries, saved.id, saved);
    return saved;
  };
  return {
    save,
    change: async (view: SavedView, change: Parameters<typeof changeView>[1], text: string) => {
      try {
        const saved = await write(view, change);
        onView(view.id);
        const { filter, sort, columns } = view;
        said(text, `view-${view.id}`, async () => {
          await write(saved, { sort, columns, ...(filter && { filter }) });
        });
      } catch (error) {
        toastProblem(core, error);
      }
    },
    rename: async (view: SavedView, kept: Kept) => {
      const saved = await write(view, kept);
      const { name, audience } = view;
      said(t('views.saved', { name: saved.name }), `view-${view.id}`, async () => {
        await write(saved, { name, audience });
      });
    },
    remove: async (view: SavedView) => {
      try {
        await removeView(view);
      } catch (error) {
        toastProblem(core, error);
        return;
      }
      keepView(queries, view.id, null);
      onView(undefined);
      const { name, filter, sort, columns, audience } = view;
      if (filter === null) toast(t('views.removed', { name }));
      else
        said(t('views.removed', { name }), `view-${view.id}`, () =>
          save({ name, filter, sort, columns, audience }, randomId()),
        );
    },
  };
}
