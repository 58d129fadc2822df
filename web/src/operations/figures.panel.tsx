import type { ReactNode } from 'react';

interface Figure {
  readonly name: string;
  readonly value: ReactNode;
  /** It wants a person. */
  readonly alarm?: boolean;
}

/** Label over value, side by side. */
export function Figures({ facts }: { facts: readonly Figure[] }) {
  return (
    <dl className="operations-figures">
      {facts.map(({ name, value, alarm }) => (
        <div key={name} data-alarm={alarm || undefined}>
          <dt>{name}</dt>
          <dd className="rl-num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
