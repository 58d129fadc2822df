import { createTheme, type MantineColorsTuple } from '@mantine/core';
import { typeAhead } from './type-ahead';

/** Colours by meaning; the contrast of each pair is computed by the token test. */
export const TOKENS = {
  light: {
    bg: '#F5F6F6',
    surface: '#FFFFFF',
    subtle: '#EDF0F1',
    hover: '#F1F4F5',
    selected: '#E3F1F4',
    line: '#DCE1E3',
    edge: '#C3CAD0',
    control: '#7B8791',
    text: '#17212B',
    text2: '#46535E',
    text3: '#5C6974',
    accent: '#0B6577',
    'accent-hover': '#095464',
    'accent-text': '#0B6577',
    focus: '#0B6577',
  },
  dark: {
    bg: '#0E1215',
    surface: '#151A1E',
    subtle: '#1C2328',
    hover: '#1A2025',
    selected: '#12303A',
    line: '#2A3339',
    edge: '#3A464E',
    control: '#6D7A84',
    text: '#E7ECEF',
    text2: '#B5C0C7',
    text3: '#95A2AB',
    accent: '#14788D',
    'accent-hover': '#0F6C80',
    'accent-text': '#6CC3D5',
    focus: '#6CC3D5',
  },
} as const;

export type Scheme = keyof typeof TOKENS;

interface ToneColours {
  readonly text: string;
  readonly tint: string;
  /** Dots, bars and icons; never under text. */
  readonly solid: string;
}

export const TONES = {
  good: {
    light: { text: '#17633A', tint: '#E3F4E9', solid: '#2E8B57' },
    dark: { text: '#7FD6A0', tint: '#10301F', solid: '#3FA56B' },
  },
  warn: {
    light: { text: '#7A4700', tint: '#FCEFD6', solid: '#C27803' },
    dark: { text: '#F2BC62', tint: '#352508', solid: '#D9951F' },
  },
  bad: {
    light: { text: '#A11B1B', tint: '#FCE8E7', solid: '#D33A36' },
    dark: { text: '#FF9F99', tint: '#3B1716', solid: '#E5605B' },
  },
  info: {
    light: { text: '#1B4F8F', tint: '#E5EFFB', solid: '#3A7BD0' },
    dark: { text: '#8FBEF7', tint: '#13283F', solid: '#4F90E0' },
  },
  auto: {
    light: { text: '#59398F', tint: '#F0EAFB', solid: '#8258CC' },
    dark: { text: '#C6B1F4', tint: '#281E3F', solid: '#9B7BE0' },
  },
  idle: {
    light: { text: '#46535E', tint: '#EAEEF0', solid: '#7B8791' },
    dark: { text: '#B5C0C7', tint: '#222A30', solid: '#6D7A84' },
  },
} as const satisfies Record<string, Record<Scheme, ToneColours>>;

export type Tone = keyof typeof TONES;

const colors = {
  petrol: [
    '#E9F4F6',
    '#D2E8EC',
    '#A6D2DA',
    '#6CC3D5',
    '#3F9DB0',
    '#1C8196',
    '#0B6577',
    '#095464',
    '#074453',
    '#05343F',
  ],
  gray: [
    '#F5F6F6',
    '#EDF0F1',
    '#E3E7E9',
    '#DCE1E3',
    '#B9C1C7',
    '#7B8791',
    '#5C6974',
    '#46535E',
    '#2B3742',
    '#17212B',
  ],
  // 7 is the surface, 8 the page: Mantine's dark components assume it.
  dark: [
    '#E7ECEF',
    '#B5C0C7',
    '#95A2AB',
    '#6D7A84',
    '#38434A',
    '#2A3339',
    '#1C2328',
    '#151A1E',
    '#0E1215',
    '#090C0E',
  ],
  red: [
    '#FCE8E7',
    '#F7CFCD',
    '#F0A9A6',
    '#FF9F99',
    '#E5605B',
    '#D33A36',
    '#B92A27',
    '#A11B1B',
    '#7F1515',
    '#5C0F0F',
  ],
} satisfies Record<string, MantineColorsTuple>;

// `lockScroll` would inject a style element; the page is held by a `:has()` rule in base.css instead.
const layerDefaults = {
  lockScroll: false,
  padding: 20,
  overlayProps: { blur: 0, backgroundOpacity: 0.35 },
  transitionProps: { duration: 120 },
};

export const theme = createTheme({
  colors,
  primaryColor: 'petrol',
  primaryShade: 6,
  black: '#17212B',
  cursorType: 'pointer',
  respectReducedMotion: true,
  defaultRadius: 'md',
  focusRing: 'auto',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, monospace',
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '600' },
  fontSizes: { xs: '.75rem', sm: '.8125rem', md: '.875rem', lg: '1rem', xl: '1.25rem' },
  // 16, 18, 20, 24 and 28 px: whole pixels on the 4 px grid; 18 is table text.
  lineHeights: { xs: '1.3333', sm: '1.3846', md: '1.4286', lg: '1.5', xl: '1.4' },
  spacing: { xs: '.25rem', sm: '.5rem', md: '.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  breakpoints: { xs: '30em', sm: '48em', md: '64em', lg: '80em', xl: '100em' },
  shadows: {
    xs: 'none',
    sm: '0 1px 2px rgb(23 33 43/.06)',
    md: '0 4px 12px -2px rgb(23 33 43/.12), 0 0 0 1px rgb(23 33 43/.06)',
    lg: '0 8px 24px -4px rgb(23 33 43/.16), 0 0 0 1px rgb(23 33 43/.06)',
    xl: '0 16px 48px -8px rgb(23 33 43/.22), 0 0 0 1px rgb(23 33 43/.06)',
  },
  components: {
    InputWrapper: {
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
    },
    // The list itself scrolls: a scroll area around it would be a stop that the keyboard cannot reach.
    Select: { defaultProps: { withScrollArea: false, openOnFocus: false, onKeyDown: typeAhead } },
    MultiSelect: { defaultProps: { withScrollArea: false, openOnFocus: false } },
    TagsInput: { defaultProps: { withScrollArea: false } },
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { size: 32, variant: 'subtle', color: 'gray' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Tooltip: {
      defaultProps: { openDelay: 400, events: { hover: true, focus: true, touch: false } },
    },
    Modal: { defaultProps: layerDefaults },
    Drawer: { defaultProps: layerDefaults },
    // Its placeholder for the first focus is a child that a menu may not have.
    Menu: {
      defaultProps: {
        shadow: 'md',
        transitionProps: { duration: 120 },
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
  },
});

type Variables = Record<`--${string}`, string>;

function tokens(scheme: Scheme): Variables {
  const plain = Object.entries(TOKENS[scheme]).map(([name, value]) => [`--rl-${name}`, value]);
  const tones = Object.entries(TONES).flatMap(([tone, schemes]) =>
    Object.entries(schemes[scheme]).map(([part, value]) => [`--rl-${tone}-${part}`, value]),
  );
  return Object.fromEntries([...plain, ...tones]) as Variables;
}

/** What Mantine needs to pass AA: its own dimmed, placeholder, error and input edges do not. */
const overrides: Variables = {
  '--mantine-color-body': 'var(--rl-surface)',
  '--mantine-color-text': 'var(--rl-text)',
  '--mantine-color-bright': 'var(--rl-text)',
  '--mantine-color-dimmed': 'var(--rl-text3)',
  '--mantine-color-placeholder': 'var(--rl-text3)',
  '--mantine-color-error': 'var(--rl-bad-text)',
  '--mantine-color-anchor': 'var(--rl-accent-text)',
  '--mantine-color-default': 'var(--rl-surface)',
  '--mantine-color-default-hover': 'var(--rl-hover)',
  '--mantine-color-default-border': 'var(--rl-edge)',
  '--mantine-color-petrol-filled': 'var(--rl-accent)',
  '--mantine-color-petrol-filled-hover': 'var(--rl-accent-hover)',
  '--mantine-primary-color-filled': 'var(--rl-accent)',
  '--mantine-primary-color-filled-hover': 'var(--rl-accent-hover)',
  '--mantine-color-petrol-light-color': 'var(--rl-accent-text)',
  '--mantine-color-gray-light-color': 'var(--rl-text2)',
  '--mantine-color-red-light-color': 'var(--rl-bad-text)',
};

export function cssVariables() {
  return {
    variables: { '--mantine-font-size-figure': '1.625rem' } satisfies Variables,
    light: { ...tokens('light'), ...overrides },
    dark: { ...tokens('dark'), ...overrides },
  };
}
