import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { Config } from '../../core/config';
import { Log } from '../../core/log';
import {
  Cage,
  type CageAnswer,
  type CageRequest,
  CageTimeout,
  type Rendered,
} from './cage.provider';
import type { TemplateBody } from './template-version.entity';

/** A mail's text may take this long, in milliseconds; then its process is killed. */
export const RENDER_DEADLINE_MS = 250;
/** The clock on the wall runs while a busy machine does other work: whoever is late is tried alone, with more time. */
const DEADLINES_MS = [RENDER_DEADLINE_MS, 2 * RENDER_DEADLINE_MS] as const;
const SLICE = 25;
const SLICE_DEADLINE_MS = RENDER_DEADLINE_MS + SLICE * 20;

export const RENDER_TIMEOUT = 'the renderer took too long';
const OUT_OF_TIME = /render limit exceeded/;

export interface RenderJob {
  readonly key: string;
  readonly body: TemplateBody;
  readonly scope: object;
}

/** Renders in a few locked-down processes, many mails to a question. */
@Injectable()
export class Renderer implements OnApplicationShutdown {
  private readonly free: Cage[];
  private readonly all: readonly Cage[];
  private readonly waiting: ((cage: Cage) => void)[] = [];

  constructor(
    config: Config,
    private readonly log: Log,
    @InjectMetric('crm_email_render_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('crm_email_render_killed_total') private readonly killed: Counter,
  ) {
    this.all = Array.from({ length: config.get('EMAIL_RENDERERS') }, () => new Cage());
    this.free = [...this.all];
  }

  onApplicationShutdown(): void {
    for (const cage of this.all) cage.stop();
  }

  /** One result a job, in their order. A text that fails or takes too long is a result, not an exception. */
  async render(jobs: readonly RenderJob[]): Promise<Rendered[]> {
    const results: Rendered[] = new Array<Rendered>(jobs.length);
    const slices = [...groupBy(jobs.map((job, at) => ({ ...job, at })))].flatMap((group) =>
      Array.from({ length: Math.ceil(group.length / SLICE) }, (_, i) =>
        group.slice(i * SLICE, (i + 1) * SLICE),
      ),
    );
    await Promise.all(
      slices.map(async (slice) => {
        const rendered = await this.slice(slice);
        slice.forEach(({ at }, i) => (results[at] = rendered[i] ?? { error: 'no answer' }));
        const failed = rendered.find((result) => 'error' in result);
        if (failed && 'error' in failed)
          this.log.warn('email.render.failed', { template: slice[0]?.key, error: failed.error });
      }),
    );
    return results;
  }

  /** Paths of the variables that a text names. @returns an error when it cannot be read */
  async uses(key: string, body: TemplateBody): Promise<CageAnswer> {
    try {
      return await this.ask({ key, body }, 4 * RENDER_DEADLINE_MS);
    } catch (error) {
      if (error instanceof CageTimeout) return { error: RENDER_TIMEOUT };
      throw error;
    }
  }

  private async slice(jobs: readonly RenderJob[]): Promise<readonly Rendered[]> {
    const results = jobs.length === 1 ? [] : await this.attempt(jobs, SLICE_DEADLINE_MS);
    // Those who were late are on their own, so that the others are not punished for the one to blame.
    return Promise.all(
      jobs.map(async (job, at) => {
        const result = results[at];
        return !result || isLate(result) ? this.alone(job) : result;
      }),
    );
  }

  private async alone(job: RenderJob): Promise<Rendered> {
    for (const deadline of DEADLINES_MS) {
      const [result] = await this.attempt([job], deadline);
      if (result && !isLate(result)) return result;
    }
    return { error: RENDER_TIMEOUT };
  }

  /** @returns nothing when the process had to be killed */
  private async attempt(
    jobs: readonly RenderJob[],
    milliseconds: number,
  ): Promise<readonly Rendered[]> {
    const [first] = jobs;
    if (!first) return [];
    const { key, body } = first;
    const limitMs = jobs.length === 1 ? milliseconds : RENDER_DEADLINE_MS;
    const request = { key, body, jobs: jobs.map(({ scope }) => scope), limitMs };
    try {
      const { error, results } = await this.ask(request, milliseconds);
      return error === undefined ? (results ?? []) : jobs.map(() => ({ error }));
    } catch (error) {
      if (!(error instanceof CageTimeout)) throw error;
      this.killed.inc();
      return [];
    }
  }

  private async ask(request: CageRequest, milliseconds: number): Promise<CageAnswer> {
    const cage =
      this.free.pop() ?? (await new Promise<Cage>((resolve) => this.waiting.push(resolve)));
    const end = this.duration.startTimer();
    try {
      return await cage.ask(request, milliseconds);
    } finally {
      end();
      const next = this.waiting.shift();
      if (next) next(cage);
      else this.free.push(cage);
    }
  }
}

function isLate(result: Rendered): boolean {
  return 'error' in result && (result.error === RENDER_TIMEOUT || OUT_OF_TIME.test(result.error));
}

function groupBy<T extends RenderJob>(jobs: readonly T[]): Iterable<T[]> {
  const groups = new Map<string, T[]>();
  for (const job of jobs) {
    const group = groups.get(job.key);
    if (group) group.push(job);
    else groups.set(job.key, [job]);
  }
  return groups.values();
}
