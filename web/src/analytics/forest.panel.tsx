import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { chartAxis, chartBase, type ChartTheme } from '../parts/chart-theme';

export interface Branch {
  readonly name: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether something is shown by it; else it is drawn quietly. */
  readonly sure: boolean;
  readonly tip: string;
}

interface Forest {
  readonly branches: readonly Branch[];
  readonly write: (value: number) => string;
  readonly width: number;
  /** A line where nothing differs. */
  readonly zero: boolean;
}

/** Below this width of a chart names share their room with less. */
export const NARROW = 480;
const CAP = 5;
const DOT = 5;

/** A point with its interval a row: what does not touch the line of zero differs. */
export function drawForest(theme: ChartTheme, { branches, write, width, zero }: Forest) {
  const base = chartBase(theme);
  const axis = chartAxis(theme);
  const values = branches.map(({ value, low, high }) => [value, low, high]);
  return {
    ...base,
    grid: { left: 0, right: 24, top: 8, bottom: 4, outerBoundsMode: 'same' as const },
    tooltip: {
      ...base.tooltip,
      formatter: (at: unknown) => branches[(at as { dataIndex: number }).dataIndex]?.tip ?? '',
    },
    xAxis: {
      ...axis,
      type: 'value' as const,
      axisLabel: { ...axis.axisLabel, formatter: (at: number) => write(at), hideOverlap: true },
      axisLine: { show: false },
      ...boundsOf(values.flat(), zero, width),
    },
    yAxis: {
      ...axis,
      type: 'category' as const,
      inverse: true,
      data: branches.map(({ name }) => name),
      axisLine: { show: false },
      axisLabel: {
        ...axis.axisLabel,
        interval: 0,
        width: width < NARROW ? 112 : 220,
        overflow: 'break' as const,
        lineHeight: 16,
        align: 'right' as const,
        color: theme.text,
      },
    },
    series: [
      {
        type: 'custom' as const,
        data: branches.map(({ value, low, high }, row) => [
          value ?? NaN,
          row,
          low ?? NaN,
          high ?? NaN,
        ]),
        encode: { x: [0, 2, 3], y: 1 },
        renderItem: (_: CustomSeriesRenderItemParams, at: CustomSeriesRenderItemAPI) => {
          const row = Number(at.value(1));
          const branch = branches[row];
          if (!branch || branch.low === null || branch.high === null || branch.value === null)
            return null;
          const colour = branch.sure ? theme.first : theme.control;
          return branchShape(at, row, colour, branch.value, branch.low, branch.high);
        },
        ...(zero && {
          markLine: {
            silent: true,
            symbol: 'none' as const,
            label: { show: false },
            lineStyle: { color: theme.text2, type: 'dashed' as const, width: 1 },
            data: [{ xAxis: 0 }],
          },
        }),
      },
    ],
  };
}

function branchShape(
  at: CustomSeriesRenderItemAPI,
  row: number,
  colour: string,
  value: number,
  low: number,
  high: number,
) {
  const [x = 0, y = 0] = at.coord([value, row]);
  const [left = 0] = at.coord([low, row]);
  const [right = 0] = at.coord([high, row]);
  const style = { stroke: colour, lineWidth: 2, fill: colour };
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style,
  });
  return {
    type: 'group' as const,
    children: [
      line(left, y, right, y),
      line(left, y - CAP, left, y + CAP),
      line(right, y - CAP, right, y + CAP),
      { type: 'circle' as const, shape: { cx: x, cy: y, r: DOT }, style },
    ],
  };
}

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const MOST_STEPS = { narrow: 3, wide: 7 };

/** The axis holds every interval, begins and ends at round values, and holds zero where it matters. */
function boundsOf(values: readonly (number | null)[], zero: boolean, width: number) {
  const known = values.filter((value) => value !== null);
  const all = zero || known.length === 0 ? [...known, 0] : known;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const most = width < NARROW ? MOST_STEPS.narrow : MOST_STEPS.wide;
  const interval = STEPS.find((step) => (high - low) / step <= most) ?? 1;
  return {
    interval,
    min: Math.floor(low / interval) * interval,
    max: (Math.floor(high / interval) + 1) * interval,
  };
}
