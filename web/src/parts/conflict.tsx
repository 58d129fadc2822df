import { Button, Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import './conflict.css';

export interface ConflictRow {
  readonly field: string;
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

interface ConflictProps {
  /** Who saved in between and when; null when the server does not say. */
  by: string | null;
  at: string | null;
  rows: readonly ConflictRow[];
  /** The fields for which mine shall stand. */
  onResolve: (mine: string[]) => void;
  busy: boolean;
}

/** Field, my value, what is stored now: one choice a field. */
export function Conflict({ by, at, rows, onResolve, busy }: ConflictProps) {
  const { t } = useTranslation('parts');
  const [mine, setMine] = useState<readonly string[]>([]);
  const choose = (field: string, isMine: boolean) =>
    setMine((before) => [...before.filter((other) => other !== field), ...(isMine ? [field] : [])]);
  return (
    <div className="conflict">
      <p>{by && at ? t('conflict.intro', { by, at }) : t('conflict.introUnknown')}</p>
      <div className="conflict-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('conflict.field')}</th>
              <th scope="col">{t('conflict.mine')}</th>
              <th scope="col">
                {by && at ? t('conflict.theirsBy', { by, at }) : t('conflict.theirs')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.field}>
                <th scope="row">{row.label}</th>
                {[true, false].map((isMine) => (
                  <td key={String(isMine)}>
                    <Radio
                      name={`conflict-${row.field}`}
                      label={isMine ? row.mine : row.theirs}
                      checked={mine.includes(row.field) === isMine}
                      onChange={() => choose(row.field, isMine)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="conflict-acts">
        <Button loading={busy} onClick={() => onResolve([...mine])}>
          {t('conflict.save')}
        </Button>
        <Button variant="default" onClick={() => setMine(rows.map((row) => row.field))}>
          {t('conflict.allMine')}
        </Button>
      </div>
    </div>
  );
}
