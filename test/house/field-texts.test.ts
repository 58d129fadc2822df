import * as ts from 'typescript';
import { filesBelow, readAll, type TextFile } from './support/files';

/** Where a schema refuses a value in words of ours; words of zod itself have a German of zod. */
const REFUSING = new Set(['refine', 'regex', 'addIssue', 'min', 'max', 'length', 'check']);
const SAYING = new Set(['message', 'error']);
/** Settings are read by whoever runs the server, facts of the log by programs. */
const NOT_FOR_READERS = /^src\/(core\/config\.ts|events\/catalogue\/)/;

function faultsIn({ path, text }: TextFile): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const faults: string[] = [];
  const refuse = (node: ts.Node) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    faults.push(
      `${path}:${String(line)} says ${node.getText()} in English only: write say('in English', 'auf Deutsch') of core/field-text.`,
    );
  };
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
      if (REFUSING.has(node.expression.name.text)) node.arguments.forEach(judge);
    ts.forEachChild(node, look);
  };
  const judge = (argument: ts.Expression): void => {
    if (isText(argument)) refuse(argument);
    if (!ts.isObjectLiteralExpression(argument)) return;
    for (const property of argument.properties)
      if (
        ts.isPropertyAssignment(property) &&
        SAYING.has(property.name.getText()) &&
        isText(property.initializer)
      )
        refuse(property.initializer);
  };
  look(source);
  return faults;
}

const isText = (node: ts.Expression) =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

describe('what a schema says of a value that it refuses', () => {
  it('is said in German too', () => {
    const files = readAll(filesBelow('src')).filter(
      ({ path }) =>
        path.endsWith('.ts') && !path.endsWith('.spec.ts') && !NOT_FOR_READERS.test(path),
    );

    expect(files.flatMap(faultsIn)).toEqual([]);
  });

  it.each([
    `z.string().regex(/^a/, 'begins with an a')`,
    `z.string().min(1, { error: 'is needed' })`,
    'z.int().refine(isEven, { path: ["to"], message: `is odd: ${1}` })',
    `context.addIssue({ code: 'custom', message: 'stands twice' })`,
  ])('is noticed when it is not: %s', (text) => {
    expect(faultsIn({ path: 'src/x.ts', text })).toHaveLength(1);
  });

  it.each([
    `z.string().regex(/^a/, say('begins with an a', 'beginnt mit a'))`,
    `z.int().min(1).refine(isEven, { path: ['to'], message: say('is odd', 'ist ungerade') })`,
    `Math.max(1, 2)`,
  ])('is right in %s', (text) => {
    expect(faultsIn({ path: 'src/x.ts', text })).toEqual([]);
  });
});
