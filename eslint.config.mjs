import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom, from the ground up. A module calls what stands below it and tells what stands above it by an event.
 * `core` and `events` are open; every other module is entered by its door, `index.ts`.
 */
const MAY_IMPORT = {
  core: [],
  events: ['core'],
  identity: ['core', 'events'],
  email: ['core', 'events', 'identity'],
  whatsapp: ['core', 'events', 'identity'],
  leads: ['core', 'events', 'identity', 'email'],
  'follow-ups': ['core', 'events', 'identity', 'email', 'whatsapp', 'leads'],
  conversations: ['core', 'events', 'identity', 'email', 'whatsapp', 'leads'],
  customers: ['core', 'events', 'identity', 'leads'],
  analytics: ['core', 'events', 'identity', 'email'],
  cockpit: [
    'core',
    'events',
    'identity',
    'email',
    'whatsapp',
    'leads',
    'follow-ups',
    'conversations',
    'customers',
    'analytics',
  ],
};
const MODULES = Object.keys(MAY_IMPORT);
const OPEN = ['core', 'events'];

const ROOMS = [
  'admin',
  'analytics',
  'cockpit',
  'conversations',
  'customers',
  'follow-ups',
  'identity',
  'imports',
  'leads',
  'operations',
  'templates',
];
const WEB_MAY_IMPORT = {
  api: [],
  core: ['api'],
  parts: ['api', 'core'],
  ...Object.fromEntries(ROOMS.map((room) => [room, ['api', 'core', 'parts']])),
};
const WEB_FOLDERS = Object.keys(WEB_MAY_IMPORT);

/** The few files that may wait for real time: the loops themselves, the bell that wakes them, the stop, the heartbeat. */
const MAY_USE_TIMERS = [
  'src/main.ts',
  'src/core/loops.ts',
  'src/events/doorbell.ts',
  'src/cockpit/**/*.gateway.ts',
];
const MAY_READ_THE_MACHINE = ['src/core/clock.ts', 'src/core/ids.ts'];

const oneOf = (names) => `(?:${names.join('|')})`;

// ---- imports ---------------------------------------------------------------------------------------------------------

const exceptionsStayInCore = {
  regex: '^@nestjs/(common|websockets)$',
  importNamePattern: 'Exception$',
  message:
    'Throw a Problem: declare a subclass with defineProblem in your <module>.problems.ts. Only core speaks HTTP exceptions.',
};
const environmentIsConfig = {
  regex: '^(node:)?process$',
  message: 'Ask the injected Config: add a key to ConfigSchema in src/core/config.ts.',
};
const noTimersPromises = {
  regex: '^(node:)?timers(/promises)?$',
  message:
    'Register a loop with Loops (src/core/loops.ts), or store a due_at in a row: the row is the schedule.',
};
const noOwnDoor = {
  regex: '^\\.(/index(\\.js)?)?$',
  message: 'Import the file itself: index.ts is the door for other modules, not for this one.',
};
const staysInSource = {
  regex: '^(\\.\\./)+(test|web|scripts|bench|dist)(/|$)',
  message: 'Move what you need into src: the server runs without this folder.',
};

const upward = (module) => {
  const forbidden = MODULES.filter((name) => name !== module && !MAY_IMPORT[module].includes(name));
  if (forbidden.length === 0) return [];
  const allowed = MAY_IMPORT[module].join(', ') || 'nothing of this house';
  return [
    {
      regex: `^(\\.\\./)+${oneOf(forbidden)}(/|$)`,
      message: `Calls go down, events go up: ${module} may import ${allowed}. Record an event, or move what both need into the lower module.`,
    },
  ];
};
const doors = (module) => {
  const closed = MODULES.filter((name) => name !== module && !OPEN.includes(name));
  return {
    regex: `^(\\./|(\\.\\./)+)${oneOf(closed)}/(?!index(\\.js)?$)`,
    message:
      "Enter a module by its door: import from '../<module>', and put the name into its index.ts if it may leave the room.",
  };
};
const pureRules = {
  regex:
    '^(@nestjs/|typeorm$|pg$|rxjs|(\\.\\./)+core/(clock|database|ids|loops)(\\.js)?$|\\./[^/]+\\.(service|queries|entity|controller|consumer|runner|provider)(\\.js)?$)',
  message:
    'Pass it in as a plain value: rules are pure and know no database, no clock and no framework.',
};
const catalogueKnowsNobody = {
  regex: '^(?!zod$|\\./|\\.\\./[^/]+$)',
  message:
    'The catalogue depends on zod only: give the value as a plain schema of ids, codes, counts and instants.',
};

const restrictImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
/** For what may be named as a type and not be used: the rest of the rules knows types and values alike. */
const restrictValues = (pattern) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: [{ ...pattern, allowTypeImports: true }] },
  ],
});

// ---- syntax ----------------------------------------------------------------------------------------------------------

const askTheClock = [
  ["NewExpression[callee.name='Date'][arguments.length=0]", 'new Date()'],
  ["CallExpression[callee.name='Date']", 'Date()'],
  ["CallExpression[callee.object.name='Date'][callee.property.name='now']", 'Date.now()'],
  [
    "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/][arguments.length=0]",
    'the zone library',
  ],
].map(([selector, what]) => ({
  selector,
  message: `Ask the Clock: inject it and call clock.now(), so that a test can turn it (instead of ${what}).`,
}));
const askIds = [
  "CallExpression[callee.object.name='Math'][callee.property.name='random']",
  "CallExpression[callee.name='randomUUID']",
  "CallExpression[callee.property.name='randomUUID']",
].map((selector) => ({
  selector,
  message: 'Ask Ids: inject it and call ids.uuid() or ids.fraction(), so that two test runs agree.',
}));
const registerALoop = [
  'CallExpression[callee.name=/^(setInterval|setTimeout|setImmediate)$/]',
  'CallExpression[callee.object.name=/^(globalThis|global)$/][callee.property.name=/^(setInterval|setTimeout|setImmediate)$/]',
].map((selector) => ({
  selector,
  message:
    'Register a loop with Loops (src/core/loops.ts), or store a due_at in a row: the row is the schedule.',
}));
const askTheConfig = [
  "MemberExpression[object.name='process'][property.name='env']",
  "MemberExpression[object.name='process'][property.value='env']",
  "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
].map((selector) => ({
  selector,
  message: 'Ask the injected Config: add a key to ConfigSchema in src/core/config.ts.',
}));
const sayUnknown = {
  selector: 'TSAnyKeyword',
  message: 'Say unknown and parse it with zod at the edge, or name the type.',
};
const nameTheExport = ['ExportDefaultDeclaration', "ExportSpecifier[exported.name='default']"].map(
  (selector) => ({
    selector,
    message: 'Export by name, so that a search finds every use.',
  }),
);
const noBarrel = {
  selector: 'ExportAllDeclaration',
  message: 'Name what leaves the room: write the exports out by hand.',
};
const importStatically = {
  selector: 'ImportExpression[source.value=/^\\./]',
  message: 'Import it at the top of the file, where the import table can see it.',
};
const writeALogLine = {
  selector: "MemberExpression[object.name='console']",
  message: 'Write one line with the injected Log: an act and its fields.',
};
const noEnum = {
  selector: 'TSEnumDeclaration',
  message:
    "Write a union of strings, `type State = 'open' | 'done'`: it is plain data and no code.",
};
const everywhere = [sayUnknown, noEnum, ...nameTheExport];
const inSource = [...everywhere, ...askTheConfig, noBarrel, importStatically, writeALogLine];
const restrictSyntax = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules.flat()] });

const RESPONSIVE_PROPS =
  '^(p|px|py|pt|pb|pl|pr|m|mx|my|mt|mb|ml|mr|w|h|miw|maw|mih|mah|gap|cols|span|spacing|fz|display)$';
const inWeb = [
  ...everywhere,
  noBarrel,
  {
    selector: `JSXAttribute[name.name=/${RESPONSIVE_PROPS}/] > JSXExpressionContainer > ObjectExpression`,
    message:
      'Write a media query in the .css file: a responsive prop injects a style element, which the content policy blocks.',
  },
];
const noRoomLazily = {
  selector: `ImportExpression[source.value=/^(\\.\\.\\/)+${oneOf(ROOMS)}\\//]`,
  message: 'Link to the route instead: a room imports parts, core and api, never another room.',
};

// ---- who gets what ---------------------------------------------------------------------------------------------------

const moduleRules = MODULES.flatMap((module) => {
  const patterns = [
    ...upward(module),
    doors(module),
    noOwnDoor,
    staysInSource,
    environmentIsConfig,
    ...(module === 'core' ? [] : [exceptionsStayInCore]),
    ...(OPEN.includes(module) ? [] : [noTimersPromises]),
  ];
  return [
    { files: [`src/${module}/**/*.ts`], rules: restrictImports(...patterns) },
    {
      files: [`src/${module}/**/*.rules.ts`],
      rules: restrictValues(pureRules),
    },
  ];
});

const webRules = WEB_FOLDERS.map((folder) => {
  const forbidden = WEB_FOLDERS.filter(
    (name) => name !== folder && !WEB_MAY_IMPORT[folder].includes(name),
  );
  return {
    files: [`web/src/${folder}/**/*.{ts,tsx}`],
    rules: {
      ...restrictImports({
        regex: `^(\\.\\./)+(${oneOf(forbidden)}(/|$)|(routes|main)(\\.tsx?)?$)`,
        message: ROOMS.includes(folder)
          ? `A room imports parts, core and api, never another room: link to its route, or move the piece from ${folder} into parts.`
          : `web/src/${folder} knows no room and may import ${WEB_MAY_IMPORT[folder].join(', ') || 'nothing of this house'}: pass the difference in.`,
      }),
      ...restrictSyntax(inWeb, noRoomLazily),
    },
  };
});

const NODE_GLOBALS = Object.fromEntries(
  [
    'AbortController',
    'AbortSignal',
    'Buffer',
    'URL',
    'URLSearchParams',
    'WebSocket',
    'clearInterval',
    'clearTimeout',
    'console',
    'fetch',
    'performance',
    'process',
    'setImmediate',
    'setInterval',
    'setTimeout',
    'structuredClone',
  ].map((name) => [name, 'readonly']),
);
const COMMONJS_GLOBALS = { require: 'readonly', module: 'writable', __dirname: 'readonly' };
const BROWSER_GLOBALS = { document: 'readonly', window: 'readonly', localStorage: 'readonly' };

export default defineConfig(
  {
    ignores: [
      '**/dist/**',
      'dist.*/**',
      '**/node_modules/**',
      '.data/**',
      'coverage/**',
      'web/src/api/schema.d.ts',
      'web/test-results/**',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...restrictSyntax(everywhere),
      '@typescript-eslint/no-explicit-any': 'off', // TSAnyKeyword says what to do instead
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A quarter of the whole check, for enums, which there are none of.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // An entity is plain data: TypeORM gives and takes literals of its shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowEmpty: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: NODE_GLOBALS },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: COMMONJS_GLOBALS, sourceType: 'commonjs' } },
  { files: ['web/public/**/*.js'], languageOptions: { globals: BROWSER_GLOBALS } },

  {
    files: ['src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-misused-spread': 'off', // copies of entities, see above
      ...restrictSyntax(inSource, askTheClock, askIds, registerALoop),
      ...restrictImports(doors(''), staysInSource, environmentIsConfig, exceptionsStayInCore),
    },
  },
  { files: MAY_USE_TIMERS, rules: restrictSyntax(inSource, askTheClock, askIds) },
  { files: MAY_READ_THE_MACHINE, rules: restrictSyntax(inSource, registerALoop) },
  {
    files: ['src/core/config.ts'],
    rules: restrictSyntax(
      inSource.filter((rule) => !askTheConfig.includes(rule)),
      askTheClock,
      askIds,
      registerALoop,
    ),
  },
  ...moduleRules,
  {
    files: ['src/events/catalogue/**/*.ts'],
    rules: restrictImports(catalogueKnowsNobody),
  },

  {
    files: ['migrations/**/*.ts'],
    ignores: ['migrations/index.ts'],
    rules: restrictImports({
      regex: '^\\.\\.?/',
      message: 'Write the SQL out: a migration is history and must not change when the code does.',
    }),
  },
  {
    // Jest calls the default export of these.
    files: ['test/support/global-*.ts'],
    rules: restrictSyntax(sayUnknown),
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'src/**/*.spec.ts', 'web/**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },

  {
    files: ['web/**/*.{ts,tsx}'],
    rules: {
      ...restrictSyntax(inWeb),
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      // The router ends a loader by throwing a redirect, which is not an Error.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] },
      ],
    },
  },
  ...webRules,
  {
    files: ['web/*.config.ts', 'web/*.config.mts'],
    rules: restrictSyntax([sayUnknown]),
  },
);
