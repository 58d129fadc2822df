import type { EChartsOption } from 'echarts';

const NAMES = {
  surface: '--rl-surface',
  subtle: '--rl-subtle',
  line: '--rl-line',
  control: '--rl-control',
  text: '--rl-text',
  text2: '--rl-text2',
  text3: '--rl-text3',
  /** The first series, and what is meant. */
  first: '--rl-accent-text',
  second: '--rl-warn-solid',
  good: '--rl-good-solid',
  bad: '--rl-bad-solid',
  info: '--rl-info-solid',
  auto: '--rl-auto-solid',
} as const;

export type ChartTheme = Readonly<Record<keyof typeof NAMES, string>>;

/** The colours of the page as it is now, for a canvas that knows no CSS. */
export function chartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(NAMES).map(([name, variable]) => [
      name,
      style.getPropertyValue(variable).trim(),
    ]),
  ) as Record<keyof typeof NAMES, string>;
}

export const FONT = "'Inter Variable', system-ui, sans-serif";

/** What all charts share: our type, our tooltip (drawn, because an HTML one breaks the content policy), no motion. */
export function chartBase(theme: ChartTheme) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: theme.text2, fontSize: 12 },
    tooltip: {
      renderMode: 'richText' as const,
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      borderWidth: 1,
      padding: [8, 12],
      textStyle: { fontFamily: FONT, color: theme.text, fontSize: 12, lineHeight: 18 },
    },
  } satisfies EChartsOption;
}

/** How axes look: names in secondary text, hairlines behind the marks. */
export function chartAxis(theme: ChartTheme) {
  return {
    axisLine: { lineStyle: { color: theme.control } },
    axisTick: { show: false },
    axisLabel: { color: theme.text2, fontSize: 12 },
    splitLine: { lineStyle: { color: theme.line } },
  } as const;
}
