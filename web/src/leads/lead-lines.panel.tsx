import type { ReactNode } from 'react';
import type { Schemas } from '../core/api';
import type { Line } from '../parts/timeline';
import { useLine } from './timeline-sentence.panel';

type Fact = Schemas['CustomerTimelineItem'];
const ALONE = { key: '', leads: false };

/** Facts about leads in words, for a history that tells of more than one lead. */
export function LeadLines({ children }: { children: (line: (fact: Fact) => Line) => ReactNode }) {
  const line = useLine({ contacts: [] });
  return children((fact) =>
    line({ ...fact, group: 'changes', act: ALONE, mail: null, message: null, decision: null }),
  );
}
