import { useNow } from '../core/now';
import { useFormat } from '../core/use-format';

interface TimeProps {
  at: string;
  /** `ago`: in the fewest words; `clock`: hours and minutes; `exact`: date and time; `moment`: weekday, date and time. */
  as?: 'ago' | 'clock' | 'exact' | 'date' | 'moment';
}

/** An instant in the person's zone; the whole instant with its zone is the tooltip. */
export function Time({ at, as = 'ago' }: TimeProps) {
  const format = useFormat();
  const now = useNow();
  const text = {
    ago: () => format.ago(at, now),
    clock: () => format.time(at),
    exact: () => format.dateTime(at),
    date: () => format.date(at),
    moment: () => `${format.day(at, now)} ${format.time(at)}`,
  }[as]();
  return (
    <time dateTime={at} title={format.full(at)} className="rl-num">
      {text}
    </time>
  );
}
