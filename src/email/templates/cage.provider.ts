import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { TemplateBody } from './template-version.entity';

const LIQUID = realpathSync(join(dirname(require.resolve('liquidjs')), 'liquid.browser.mjs'));
const INSIDE = realpathSync(join(__dirname, 'cage.mjs'));
const MAY_NOTHING = [
  process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission',
  `--allow-fs-read=${INSIDE}`,
  `--allow-fs-read=${LIQUID}`,
  '--disallow-code-generation-from-strings',
  '--max-old-space-size=64',
  '--no-warnings',
];
const MOST_PARSED = 200;
const LINE_FEED = 10;

export type Rendered =
  | {
      readonly subject: string;
      readonly html: string;
      readonly plain: string;
      readonly packed: string;
    }
  | { readonly error: string };

/** What the cage is asked; without `jobs` it says which variables the text names. */
export interface CageRequest {
  readonly key: string;
  readonly body: TemplateBody;
  readonly jobs?: readonly object[];
  /** How long one of them may take inside, in milliseconds. */
  readonly limitMs?: number;
}

export interface CageAnswer {
  readonly error?: string;
  readonly results?: readonly Rendered[];
  readonly uses?: readonly string[];
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** The process took longer than it may and was killed. */
export class CageTimeout extends Error {}

/** One locked-down process: no files, no code generation, no environment, 64 MB, a deadline for each question. */
export class Cage {
  private child: Child | null = null;
  private ready: Promise<void> | null = null;
  private readonly parsed = new Set<string>();
  private answered: ((answer: CageAnswer | null) => void) | null = null;
  private asked = 0;

  /** One question at a time. @throws CageTimeout after `milliseconds`; the next question starts a new process */
  async ask({ key, body, jobs, limitMs }: CageRequest, milliseconds: number): Promise<CageAnswer> {
    await this.start();
    const known = this.parsed.has(key);
    this.parsed.add(key);
    this.asked += 1;
    const question = {
      id: this.asked,
      key,
      ...(!known && { body }),
      ...(jobs && { jobs, limitMs: limitMs ?? milliseconds }),
    };
    const answer = await this.exchange(JSON.stringify(question), milliseconds);
    if (answer?.error !== undefined) this.parsed.delete(key);
    if (!answer) throw new CageTimeout('The renderer was stopped.');
    if (this.parsed.size >= MOST_PARSED) this.stop();
    return answer;
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    this.forget();
  }

  private start(): Promise<void> {
    this.ready ??= this.spawn();
    return this.ready;
  }

  private async spawn(): Promise<void> {
    const child = spawn(process.execPath, [...MAY_NOTHING, INSIDE, LIQUID], {
      env: {},
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.child = child;
    child.stdin.on('error', () => child.kill('SIGKILL'));
    child.once('exit', () => {
      if (this.child === child) this.forget();
    });
    let held: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      held.push(chunk);
      // One question at a time, one line an answer: its end is the end of what there is to read.
      if (chunk.at(-1) !== LINE_FEED) return;
      const line = Buffer.concat(held).toString();
      held = [];
      if (this.child === child) this.answered?.(JSON.parse(line) as CageAnswer);
    });
    await new Promise<void>((resolve, reject) => {
      this.answered = (answer) =>
        answer ? resolve() : reject(new Error('The renderer did not start.'));
      child.once('error', reject);
    });
  }

  private async exchange(question: string, milliseconds: number): Promise<CageAnswer | null> {
    const { child } = this;
    const deadline = AbortSignal.timeout(milliseconds);
    const kill = () => this.stop();
    deadline.addEventListener('abort', kill);
    try {
      return await new Promise<CageAnswer | null>((resolve) => {
        this.answered = resolve;
        if (child) child.stdin.write(`${question}\n`);
        else resolve(null);
      });
    } finally {
      deadline.removeEventListener('abort', kill);
    }
  }

  private forget(): void {
    const { answered } = this;
    this.child = null;
    this.ready = null;
    this.answered = null;
    this.parsed.clear();
    answered?.(null);
  }
}
