import type { ReactNode } from 'react';
import './facts.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Label over value, side by side, under a record's name. */
export function FactStrip({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="fact-strip">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
