import { filesBelow, load, readAll, readText, type TextFile } from './support/files';

/** Names of the problem types that a file declares, read from its text. */
function declared({ text }: TextFile): string[] {
  return [...text.matchAll(/defineProblem\(\{[^}]*?\bname:\s*'([^']+)'/g)].map((m) => m[1] ?? '');
}

interface Declared {
  readonly name: string;
  readonly german?: { readonly title: string; readonly description: string };
}

function problemFaults(types: readonly Declared[], page: string): string[] {
  return types.flatMap(({ name, german }) => [
    ...(/^[a-z]+(-[a-z]+)*$/.test(name) ? [] : [`${name}: write a problem in kebab-case.`]),
    ...(page.includes(`## ${name}\n`)
      ? []
      : [`${name} is not in docs/problems.md: run "npm run build && npm run generate".`]),
    ...(german
      ? []
      : [`${name}: say it in German too (\`german\`), people read it on the screen.`]),
  ]);
}

/** A class that extends Problem beside defineProblem would have no page. */
function strayFaults({ path, text }: TextFile): string[] {
  const stray = /class (\w+) extends Problem\b/.exec(text)?.[1];
  const misplaced = path.endsWith('.problems.ts') || path === 'src/core/problem.ts';
  return [
    ...(stray ? [`${path}: declare ${stray} with defineProblem, so that it has a page.`] : []),
    ...(misplaced || !text.includes('defineProblem(')
      ? []
      : [`${path}: move the problem into <module>.problems.ts, where a caller looks for it.`]),
  ];
}

describe('every problem type', () => {
  const sources = readAll(filesBelow('src').filter((path) => path.endsWith('.ts')));
  const files = sources.filter(({ path }) => path.endsWith('.problems.ts'));

  it('is documented in docs/problems.md', () => {
    for (const { path } of files) load(path);
    const { problemTypes } = load('src/core/problem.ts') as {
      problemTypes: () => Declared[];
    };
    const types = problemTypes();
    const names = types.map(({ name }) => name);

    expect(names).toEqual([...new Set(files.flatMap(declared))].sort());
    expect(problemFaults(types, readText('docs/problems.md'))).toEqual([]);
  });

  it('is declared once, in the file of its module', () => {
    const names = files.flatMap(declared);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(sources.flatMap(strayFaults)).toEqual([]);
  });
});

describe('the check of problems', () => {
  it('notices one without a page, with a wrong name and without German', () => {
    expect(problemFaults([{ name: 'leadGone' }], '# Problems\n')).toEqual([
      'leadGone: write a problem in kebab-case.',
      expect.stringContaining('not in docs/problems.md'),
      expect.stringContaining('in German'),
    ]);
  });

  it('notices one outside its file and one without a declaration', () => {
    const text = "class A extends Problem {}\nclass B extends defineProblem({ name: 'b' }) {}";

    expect(strayFaults({ path: 'src/leads/leads.service.ts', text })).toHaveLength(2);
  });
});
