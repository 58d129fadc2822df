/**
 * Jest on Node 20 cannot require an ES module, and Nest 12 ships nothing else. So TypeScript goes through SWC as usual, and
 * every ES module of node_modules is compiled to CommonJS on its way in; what is CommonJS already passes untouched.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { createTransformer } = require('@swc/jest');

const shared = {
  target: 'es2023',
  keepClassNames: true,
  transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
};
const compiler = (parser, sourceMaps) =>
  createTransformer({
    swcrc: false,
    jsc: { ...shared, parser },
    module: { type: 'commonjs' },
    sourceMaps,
  });

const typescript = compiler({ syntax: 'typescript', decorators: true }, 'inline');
const tsx = compiler({ syntax: 'typescript', decorators: true, tsx: true }, 'inline');
const javascript = compiler({ syntax: 'ecmascript' }, false);

const moduleFolders = new Map();

/** A folder holds ES modules when the nearest package.json above it says `"type": "module"`. */
function holdsModules(folder) {
  const known = moduleFolders.get(folder);
  if (known !== undefined) return known;

  const answer =
    packageType(folder) ?? (dirname(folder) !== folder && holdsModules(dirname(folder)));
  moduleFolders.set(folder, answer);
  return answer;
}

/** true = module, false = CommonJS, undefined = no package.json here. */
function packageType(folder) {
  let text;
  try {
    text = readFileSync(join(folder, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  return JSON.parse(text).type === 'module';
}

/** CommonJS passes untouched, except where it imports at run time: that needs a flag in Jest's sandbox. */
function transformerOf(file, source) {
  if (file.endsWith('.tsx')) return tsx;
  if (file.endsWith('.ts')) return typescript;
  if (file.endsWith('.mjs')) return javascript;
  if (file.endsWith('.cjs')) return null;
  return holdsModules(dirname(file)) || /\bimport\(/.test(source) ? javascript : null;
}

module.exports = {
  canInstrument: false,
  getCacheKey(source, file, options) {
    const transformer = transformerOf(file, source);
    if (transformer) return transformer.getCacheKey(source, file, options);
    return createHash('sha1').update('untouched\0').update(file).update(source).digest('hex');
  },
  process(source, file, options) {
    const transformer = transformerOf(file, source);
    return transformer ? transformer.process(source, file, options) : { code: source };
  },
};
