import { useEffect, useRef, useState } from 'react';
import { useFormat } from '../core/use-format';
import { Unknown } from './unknown';
import './live-number.css';

const TINT_MS = 600;

/** A number that is replaced in place; a short tint says that it changed. Screen readers are not told of each change. */
export function LiveNumber({ value }: { value: number | null | undefined }) {
  const format = useFormat();
  const before = useRef(value);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    const had = before.current;
    before.current = value;
    if (had === undefined || had === value) return;
    setChanged(true);
    const timer = window.setTimeout(() => setChanged(false), TINT_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return (
    <span className="live-number live-value rl-num" data-changed={changed}>
      {value === null || value === undefined ? <Unknown /> : format.number(value)}
    </span>
  );
}
