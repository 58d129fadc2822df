import type { EChartsOption } from 'echarts';
import type { EChartsType } from 'echarts/core';
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { pictureOf } from './chart-picture';
import { type ChartTheme, chartTheme } from './chart-theme';
import { Failed } from './state-view';

export interface ChartHandle {
  /** The picture with its title as a data address; null while there is none. */
  readonly png: (title: string, caption: string) => string | null;
}

interface ChartProps {
  /** The picture for these colours and this width in pixels. */
  draw: (theme: ChartTheme, width: number) => EChartsOption;
  /** Pixels; reserved before anything is loaded, so that nothing moves. */
  height: number;
  label: string;
  /** How many points the arrow keys walk. */
  points: number;
  onPoint: ((index: number) => void) | undefined;
  handle: RefObject<ChartHandle | null>;
}

function subscribeToScheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, {
    attributeFilter: ['data-mantine-color-scheme'],
  });
  return () => observer.disconnect();
}
const schemeNow = () => document.documentElement.dataset['mantineColorScheme'];

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

/** A drawing; what it shows is said by the table beside it. Arrow keys walk its points, Enter opens one. */
export function Chart({ draw, height, label, points, onPoint, handle }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const at = useRef(-1);
  const scheme = useSyncExternalStore(subscribeToScheme, schemeNow);
  const { chart, width, error, retry } = useEngine(box);
  useEffect(() => {
    chart?.setOption(draw(chartTheme(), width), { notMerge: true });
  }, [chart, draw, width, scheme]);
  useEffect(() => {
    if (!chart || !onPoint) return;
    const open = ({ dataIndex }: { dataIndex: number }) => onPoint(dataIndex);
    chart.on('click', open);
    return () => void chart.off('click', open);
  }, [chart, onPoint]);
  useImperativeHandle(
    handle,
    () => ({
      png: (title, caption) => (chart ? pictureOf(chart, title, caption) : null),
    }),
    [chart],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && at.current >= 0) onPoint?.(at.current);
    const step = STEPS[event.key];
    if (step === undefined || points === 0) return;
    event.preventDefault();
    at.current = Math.max(0, Math.min(points - 1, at.current + step));
    chart?.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at.current });
  };
  if (error !== null) return <Failed error={error} onRetry={retry} />;
  return (
    <div
      ref={box}
      className="chart"
      role="img"
      aria-label={label}
      tabIndex={0}
      style={{ height }}
      data-drawn={chart !== null}
      onKeyDown={onKeyDown}
      onBlur={() => chart?.dispatchAction({ type: 'hideTip' })}
    />
  );
}

/** Loads the library and keeps one instance as long as the box is there. */
function useEngine(box: RefObject<HTMLDivElement | null>) {
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [width, setWidth] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let made: EChartsType | null = null;
    let gone = false;
    const resized = new ResizeObserver(() => {
      if (!made) return;
      made.resize();
      setWidth(made.getWidth());
    });
    import('./chart-engine').then(
      ({ init }) => {
        if (gone || !box.current) return;
        made = init(box.current);
        resized.observe(box.current);
        setWidth(made.getWidth());
        setChart(made);
      },
      (reason: unknown) => {
        if (!gone) setError(reason);
      },
    );
    return () => {
      gone = true;
      resized.disconnect();
      setChart(null);
      made?.dispose();
    };
  }, [box, attempt]);
  const retry = () => {
    setError(null);
    setAttempt(attempt + 1);
  };
  return { chart, width, error, retry };
}
