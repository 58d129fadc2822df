import type { ReactNode } from 'react';
import type { CsvValue } from '../core/download';
import './data-table.css';
import './figure-table.css';

export interface FigureCell {
  /** As a file has it: a rate as a part of one, nothing for what is unknown. */
  readonly raw: CsvValue;
  readonly shown: ReactNode;
}

export interface FigureRow {
  readonly key: string;
  /** The first one names the row. */
  readonly cells: readonly FigureCell[];
  /** A sum of the others. */
  readonly total?: boolean;
}

export interface Figures {
  readonly heads: readonly string[];
  readonly rows: readonly FigureRow[];
}

/** Numbers in rows and columns: the first column names the row and sticks, the others align by their digits. */
export function FigureTable({ label, figures }: { label: string; figures: Figures }) {
  const { heads, rows } = figures;
  return (
    <div className="table-region figure-region" role="group" aria-label={label} tabIndex={0}>
      <table className="table figure-table" aria-label={label}>
        <thead>
          <tr>
            {heads.map((head, at) => (
              <th key={head} scope="col" data-end={at > 0 || undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, total }) => (
            <tr key={key} data-total={total}>
              {cells.map(({ shown }, at) =>
                at === 0 ? (
                  <th key={heads[at]} scope="row">
                    {shown}
                  </th>
                ) : (
                  <td key={heads[at]} data-end>
                    {shown}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
