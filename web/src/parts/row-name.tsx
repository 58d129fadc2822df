import type { ReactNode } from 'react';
import './row-name.css';

/** What a row is called; a long name ends in dots, and what marks the row stays in sight. */
export function RowName({ mark, children }: { mark: string | null; children: ReactNode }) {
  return (
    <span className="row-name">
      <span className="row-name-text">{children}</span>
      {mark !== null && <span className="demo">{mark}</span>}
    </span>
  );
}
