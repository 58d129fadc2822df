import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/**
 * Reads `[{file, code}]` from standard input and answers the messages of each, by the real configuration. Type-checked rules
 * are off, because the files exist nowhere. A process of its own, because Jest on Node 20 cannot load an ES module config.
 */
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const cases = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const eslint = new ESLint({
  overrideConfig: [{ files: ['**/*.{ts,tsx}'], ...tseslint.configs.disableTypeChecked }],
});
const answers = [];
for (const { file, code } of cases) {
  const [result] = await eslint.lintText(code, { filePath: file });
  answers.push(result.messages.map((message) => message.message));
}
process.stdout.write(JSON.stringify(answers));
