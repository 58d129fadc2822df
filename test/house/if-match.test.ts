import { filesBelow, readAll, type TextFile } from './support/files';

/** Methods that read the header and do not describe it, so that a generated client does not know it. */
function headerFaults({ path, text }: TextFile): string[] {
  return text
    .split(/^ {2}(?=@(?:Get|Post|Put|Patch|Delete)\()/m)
    .filter((method) => /@Headers\('if-match'\)/i.test(method) && !/@NeedsIfMatch\(/.test(method))
    .map(
      (method) => `${path}: ${method.split('\n')[0] ?? ''} reads If-Match: add @NeedsIfMatch().`,
    );
}

describe('a change that names the version it was made on', () => {
  it('says so in the description of the API', () => {
    const files = filesBelow('src').filter((path) => path.endsWith('.controller.ts'));

    expect(readAll(files).flatMap(headerFaults)).toEqual([]);
  });
});

describe('the check of If-Match', () => {
  const method = (decorator: string) =>
    `class X {\n  @Get()\n  read() {}\n\n  @Patch(':id')\n  ${decorator}\n  change(@Headers('if-match') ifMatch: string) {}\n}`;

  it('notices a method that keeps the header to itself, and only that', () => {
    expect(headerFaults({ path: 'x', text: method('') })).toEqual([
      "x: @Patch(':id') reads If-Match: add @NeedsIfMatch().",
    ]);
    expect(headerFaults({ path: 'x', text: method('@NeedsIfMatch()') })).toEqual([]);
  });
});
