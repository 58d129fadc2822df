import type { EChartsType } from 'echarts/core';
import { chartTheme, FONT } from './chart-theme';

/** Pixels of the file for each of the screen. */
const SCALE = 2;
const PADDING = 16;
const TITLE = 28;
const LINE = 18;

/** The chart under its title and what is said of it, as a data address, in the colours that are on screen. */
export function pictureOf(chart: EChartsType, title: string, caption: string): string {
  const theme = chartTheme();
  const drawing = chart.renderToCanvas({ pixelRatio: SCALE, backgroundColor: theme.surface });
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) return drawing.toDataURL('image/png');
  const [width, height] = [chart.getWidth(), chart.getHeight()];
  const small = `400 12px ${FONT}`;
  pen.font = small;
  const lines = linesOf(caption, (text) => pen.measureText(text).width <= width);
  const head = PADDING + TITLE + lines.length * LINE + PADDING / 2;
  // The size clears what was set before.
  canvas.width = (width + 2 * PADDING) * SCALE;
  canvas.height = (head + height + PADDING) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = theme.surface;
  pen.fillRect(0, 0, width + 2 * PADDING, head + height + PADDING);
  pen.textBaseline = 'top';
  pen.fillStyle = theme.text;
  pen.font = `600 16px ${FONT}`;
  pen.fillText(title, PADDING, PADDING, width);
  pen.fillStyle = theme.text2;
  pen.font = small;
  lines.forEach((line, at) => pen.fillText(line, PADDING, PADDING + TITLE + at * LINE));
  pen.drawImage(drawing, PADDING, head, width, height);
  return canvas.toDataURL('image/png');
}

/** The text in lines, each as long as `fits` lets it be; a word alone always does. */
export function linesOf(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && !fits(longer)) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
