import { useFormat } from '../core/use-format';
import { Unknown } from '../parts/unknown';

/** A part of one as per cent; a part of nothing is unknown. */
export function Rate({ of }: { of: number | null }) {
  const format = useFormat();
  return of === null ? <Unknown /> : <>{format.rate(of)}</>;
}
