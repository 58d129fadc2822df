import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  convertCssVariables,
  defaultCssVariablesResolver,
  DEFAULT_THEME,
  mergeMantineTheme,
} from '@mantine/core';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { cssVariables, theme } from './src/core/theme.ts';

const SERVER = process.env['RELANCE_SERVER'] ?? 'http://localhost:3000';

/**
 * `virtual:theme.css`: the theme's variables as a style sheet made at build time. Mantine would put them into a `<style>`
 * element at run time, which the content policy `style-src 'self'` blocks.
 */
function themeCss(): Plugin {
  const name = 'virtual:theme.css';
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const standard = defaultCssVariablesResolver(merged);
  const own = cssVariables();
  const css = convertCssVariables(
    {
      variables: { ...standard.variables, ...own.variables },
      light: { ...standard.light, ...own.light },
      dark: { ...standard.dark, ...own.dark },
    },
    ':root',
  );
  return {
    name: 'relance-theme-css',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? css : undefined),
  };
}

const COMPRESSIBLE = /\.(js|css|html|svg|json)$/;

/** Beside each text file its gzip and brotli: compressed once by the build, not by the server on each request. */
function precompress(): Plugin {
  let folder = 'dist';
  return {
    name: 'relance-precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir);
    },
    closeBundle: () => {
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!COMPRESSIBLE.test(file)) continue;
        const path = join(folder, file);
        const content = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(content));
      }
    },
  };
}

/** The texts that the first paint needs travel as one file a language. */
const FIRST_TEXTS = /\/src\/(app|core\/core|parts\/parts|api\/lists)\.(de|en)\.json/;

export default defineConfig({
  plugins: [react(), themeCss(), precompress()],
  build: {
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: (id) => {
                const language = FIRST_TEXTS.exec(id)?.[2];
                return language === undefined ? null : `texts-${language}`;
              },
              test: FIRST_TEXTS,
            },
            {
              // What every page needs, in one request for some eighty; all but its beginning, which waits for the texts.
              name: 'frame',
              tags: ['$initial'],
              test: (id) => !/\/(index\.html|src\/main\.tsx)$/.test(id),
            },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/v1': SERVER,
      '/api': SERVER,
      '/health': SERVER,
      '/ws': { target: SERVER, ws: true },
    },
  },
});
