import { type Scheme, TOKENS, TONES } from './theme';

const channel = (value: number) => {
  const c = value / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16)));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
/** WCAG 2.2 contrast ratio of two colours. */
const contrast = (one: string, other: string) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
};

const SCHEMES: Scheme[] = ['light', 'dark'];
const TINTS = (scheme: Scheme) => Object.values(TONES).map((tone) => tone[scheme].tint);

describe.each(SCHEMES)('the %s tokens', (scheme) => {
  const token = TOKENS[scheme];

  it.each(['text', 'text2', 'text3', 'accent-text'] as const)('keep %s readable', (name) => {
    for (const under of [token.surface, token.bg, token.subtle, token.selected, ...TINTS(scheme)])
      expect(contrast(token[name], under)).toBeGreaterThanOrEqual(4.5);
  });

  it('keep white readable on the accent', () => {
    expect(contrast('#FFFFFF', token.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#FFFFFF', token['accent-hover'])).toBeGreaterThanOrEqual(4.5);
  });

  it('keep control edges and focus rings visible', () => {
    for (const under of [token.surface, token.bg]) {
      expect(contrast(token.control, under)).toBeGreaterThanOrEqual(3);
      expect(contrast(token.focus, under)).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.entries(TONES))('keep the tone %s readable', (_, tone) => {
    expect(contrast(tone[scheme].text, tone[scheme].tint)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tone[scheme].text, token.surface)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tone[scheme].solid, token.surface)).toBeGreaterThanOrEqual(3);
  });
});
