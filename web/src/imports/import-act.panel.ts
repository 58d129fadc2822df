import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../core/problem';
import { toast } from '../core/toast';
import { importsKeys, type ImportView } from './imports.queries';

interface ImportAct {
  /** @returns the import as it is now, or null when the act was refused */
  run: (act: () => Promise<ImportView>) => Promise<ImportView | null>;
  busy: boolean;
  error: unknown;
}

/** An act on an import: its answer is shown everywhere; an import that has moved on is read again instead. */
export function useImportAct(id: string): ImportAct {
  const { t } = useTranslation('imports');
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (act: () => Promise<ImportView>): Promise<ImportView | null> => {
    setBusy(true);
    setError(null);
    try {
      const changed = await act();
      queries.setQueryData(importsKeys.one(id), changed);
      void queries.invalidateQueries({ queryKey: importsKeys.all, refetchType: 'none' });
      return changed;
    } catch (cause) {
      if (cause instanceof Problem && cause.kind === 'import-step-not-possible') {
        await queries.invalidateQueries({ queryKey: importsKeys.one(id) });
        toast(t('stale'), `import-stale-${id}`);
      } else setError(cause);
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, error };
}
